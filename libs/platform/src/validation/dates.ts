const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

const HOUR_MS = 3_600_000;
const SKEW_MS = 300_000;

/** Whether the text is a day of the calendar, `YYYY-MM-DD`, year 1 or later. */
export function isLocalDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (!parts || parts[1] === '0000') {
    return false;
  }
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Parses an RFC 3339 date-time with seconds and offset; undefined where it isn't one, in UTC too. */
export function parseInstant(text: string): Date | undefined {
  const parts = INSTANT.exec(text);
  if (!parts || !isLocalDate(parts[1] ?? '')) {
    return undefined;
  }
  const instant = new Date(text.toUpperCase());
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9999 ? instant : undefined;
}

/** Today in UTC+14, where the day begins first: a later date is in the future everywhere. */
export function latestToday(now: Date): string {
  return new Date(now.getTime() + 14 * HOUR_MS).toISOString().slice(0, 10);
}

/** Whether the instant is later than now by more than the clock skew that is let pass (300 s). */
export function isFuture(instant: Date, now: Date): boolean {
  return instant.getTime() > now.getTime() + SKEW_MS;
}
