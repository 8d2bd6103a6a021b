import { setImmediate as others } from 'node:timers/promises';

const AT_A_TIME_MS = 10;

/** To be awaited amid long work: lets everybody else have the event loop once it was held for a while. */
export function pacing(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < AT_A_TIME_MS) return;
    await others();
    since = performance.now();
  };
}
