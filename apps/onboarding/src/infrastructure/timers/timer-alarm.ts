import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@oceafin/platform';

/** Tells the worker of this process when the next timer is due, so that it needn't wait for its next look. */
@Injectable()
export class TimerAlarm {
  private readonly listeners = new Set<() => void>();
  private readonly pending = new Set<NodeJS.Timeout>();

  constructor(@Inject(DatabaseClock) private readonly clock: DatabaseClock) {}

  onRing(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Rings at `dueAt` (RFC 3339), at once where that has passed. Far-off ones are left to the worker's own looks. */
  ring(dueAt: string): void {
    const inMs = Date.parse(dueAt) - this.clock.now().getTime();
    if (inMs > FAR_OFF_MS) return;
    const timeout = setTimeout(
      () => {
        this.pending.delete(timeout);
        for (const listener of this.listeners) listener();
      },
      inMs > 0 ? inMs + CLOCK_SLACK_MS : 0,
    );
    this.pending.add(timeout);
  }

  silence(): void {
    for (const timeout of this.pending) clearTimeout(timeout);
    this.pending.clear();
    this.listeners.clear();
  }
}

const FAR_OFF_MS = 60_000;

/** Our sample of the database's clock may be ahead of it by some milliseconds; ringing early finds nothing due. */
const CLOCK_SLACK_MS = 15;
