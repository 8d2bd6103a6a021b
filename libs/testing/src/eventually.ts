import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Milliseconds until it gives up; 30,000 unless told: only a failure takes that long. */
  readonly timeoutMs?: number;
  /** Milliseconds between two tries; 25 unless told. */
  readonly intervalMs?: number;
}

/**
 * Tries `probe` until it neither throws nor rejects, and gives what it returned; when the time is over,
 * fails with the probe's last error.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<T> {
  const { timeoutMs = 30_000, intervalMs = 25 } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await sleep(intervalMs);
    }
  }
}
