import type { Progress, RebuildResult } from './rebuild';

const number = (value: number): string => Math.round(value).toLocaleString('en');

/** Lines about the progress: rate and time left are those of this run, not of the one it goes on with. */
export function progressLines(clock: () => number): (progress: Progress) => string {
  let began: { at: number; done: number } | undefined;
  return ({ done, total, resumed }) => {
    const now = clock();
    began ??= { at: now, done };
    const seconds = (now - began.at) / 1000;
    const rate = seconds > 0 ? (done - began.done) / seconds : 0;
    const share = total > 0 ? Math.min(100, (100 * done) / total) : 100;
    const left = rate > 0 ? `${Math.ceil(Math.max(0, total - done) / rate)} s left` : 'time left unknown';
    const again = resumed ? ', gone on with' : '';
    return `${number(done)} of ${number(total)} events (${share.toFixed(1)} %${again}), ${number(rate)}/s, ${left}`;
  };
}

export function resultLines(mode: 'REBUILD' | 'VERIFY', result: RebuildResult): string[] {
  const { events, live, rebuilt, isEqual, differing, examples, lockedMs } = result;
  return [
    `${number(events)} events, ${number(rebuilt.rows)} rows; writers were held for ${number(lockedMs)} ms`,
    `live    ${live.hash} (${number(live.rows)} rows)`,
    `rebuilt ${rebuilt.hash} (${number(rebuilt.rows)} rows)`,
    ...(isEqual ? ['equal'] : [`${number(differing)} rows differ; the first:`]),
    ...examples.map(
      ({ customerId, live: was, rebuilt: is }) =>
        `  ${customerId}\n    live    ${JSON.stringify(was)}\n    rebuilt ${JSON.stringify(is)}`,
    ),
    ...(mode === 'REBUILD' ? ['The rebuilt table is live.'] : []),
  ];
}
