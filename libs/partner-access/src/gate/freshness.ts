import { parseInstant } from '@oceafin/platform';

/** An offset date-time of RFC 3339; fractions of any length are cut to milliseconds. Undefined where it isn't one. */
export function parseTimestamp(text: string): Date | undefined {
  return parseInstant(text.replace(/\.(\d{3})\d+/, '.$1'));
}

/** Whether the timestamp lies inside the window, either way. */
export function isFresh(timestamp: Date, now: Date, windowSeconds: number): boolean {
  return Math.abs(now.getTime() - timestamp.getTime()) <= windowSeconds * 1_000;
}
