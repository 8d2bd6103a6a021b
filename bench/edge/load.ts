import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAnswer } from '@oceafin/testing';
import { percentile } from '../measure';

/** As many requests under way as the pool of the request path has connections. */
export const CONNECTIONS = 20;

export type Call = () => Promise<HttpAnswer>;

/** Answers a second with so many callers, each with its next request as soon as the last is answered. */
export async function closedLoop(call: Call, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      const { status, text } = await call();
      if (status >= 300) throw new Error(`${status} ${text}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  return done / seconds;
}

export interface Offered {
  /** Milliseconds of what was answered 2xx, from when it was due. */
  readonly latencies: number[];
  readonly admitted: HttpAnswer[];
  readonly refused: number;
}

/** Requests that come at their times, whether or not earlier ones are answered. */
export async function openLoop(call: Call, perSecond: number, seconds: number): Promise<Offered> {
  const began = performance.now();
  const total = Math.floor(perSecond * seconds);
  const found: Offered & { refused: number } = { latencies: [], admitted: [], refused: 0 };
  const under = new Set<Promise<void>>();
  for (let sent = 0; sent < total; sent += 1) {
    const due = began + (sent * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await sleep(early);
    const one = call().then((answer) => {
      if (answer.status >= 300) found.refused += 1;
      else {
        found.latencies.push(performance.now() - due);
        found.admitted.push(answer);
      }
    });
    under.add(one);
    void one.finally(() => under.delete(one));
  }
  await Promise.all(under);
  return found;
}

export const p50 = (values: readonly number[]): number => percentile(values, 0.5);
export const p99 = (values: readonly number[]): number => percentile(values, 0.99);
