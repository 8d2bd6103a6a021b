import { performance } from 'node:perf_hooks';

/** One line of the table. */
export interface Result {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
  /** As the issue of the backbone set it; undefined where it set none. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

export const perSecond = (count: number, seconds: number): number => count / seconds;
export const rate = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
export const ms = (value: number): string => `${value.toFixed(1)} ms`;

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export function table(results: readonly Result[]): string {
  const rows = results.map(({ what, ours, peer, ratio, goal }) => {
    const met =
      goal === undefined
        ? ''
        : 'atLeast' in goal
          ? mark(ratio >= goal.atLeast, `≥ ${goal.atLeast}`)
          : mark(ratio <= goal.atMost, `≤ ${goal.atMost}`);
    return `| ${what} | ${ours} | ${peer} | ${ratio.toFixed(2)} | ${met} |`;
  });
  return ['| what | ours | peer | ratio | goal |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

const mark = (met: boolean, goal: string): string => `${goal} ${met ? 'met' : '**missed**'}`;
