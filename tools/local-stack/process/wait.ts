import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedProcess } from './guarded';

/**
 * Polls until `probe` holds. Fails when the process it belongs to ends first, or the time is over, in
 * which case the process is stopped; the message names the log to read.
 */
export async function untilReady(
  name: string,
  process: GuardedProcess,
  log: string,
  probe: () => Promise<boolean>,
  timeoutMs = 180_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let ended = false;
  void process.exited.then(() => (ended = true));
  while (!(await probe().catch(() => false))) {
    if (ended) throw new Error(`${name} ended while it started; see ${log}`);
    if (Date.now() > deadline) {
      await process.stop();
      throw new Error(`${name} wasn't ready after ${timeoutMs / 1000} s; see ${log}`);
    }
    await sleep(50);
  }
}
