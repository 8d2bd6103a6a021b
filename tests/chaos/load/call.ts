import { type HttpAnswer, isRetryable, untilAnswered, type UploadParts } from '@oceafin/testing';
import type { Acknowledged } from './acknowledged';

/** The journey can't go on; what broke it is among the findings. */
export class JourneyBroken extends Error {}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly upload?: UploadParts;
  /** Statuses that are right here. */
  readonly expect: readonly number[];
  /** Customer or reference, for findings. */
  readonly of: string;
}

export interface Caller {
  readonly acknowledged: Acknowledged;
  /** How long it goes on asking. */
  readonly patienceMs: number;
}

/** Longer than anything the schedule does. */
export const PATIENCE_MS = 180_000;
/** Shorter than a stopped process sleeps: the same request then goes to another instance as well. */
export const ATTEMPT_MS = 5_000;

/** Sends until there is an answer, and judges it. @throws JourneyBroken when it isn't what a right request gets */
export async function untilRightAnswer(
  { acknowledged, patienceMs }: Caller,
  call: Call,
  send: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const broken = (kind: 'stuck' | 'stale' | 'unexpected', what: string): never => {
    acknowledged.blame(kind, call.of, `${call.method} ${call.path}: ${what}`);
    throw new JourneyBroken(what);
  };
  acknowledged.counts.requests += 1;
  const answer = await untilAnswered(patienceMs, () => counted(acknowledged, send)).catch((error: Error) =>
    broken('stuck', `no answer: ${error.message}`),
  );
  if (call.expect.includes(answer.status)) return answer;
  if (answer.status === 503) return broken('stuck', '503 for as long as it was asked');
  // What was acknowledged to exist can't be absent.
  if (answer.status === 404) return broken('stale', '404');
  return broken('unexpected', `${answer.status} ${answer.text.slice(0, 400)}`);
}

async function counted(acknowledged: Acknowledged, send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  acknowledged.counts.attempts += 1;
  try {
    const answer = await send();
    if (isRetryable(answer)) acknowledged.retried(`${answer.status}`);
    return answer;
  } catch (error) {
    acknowledged.retried((error as NodeJS.ErrnoException).code ?? 'no answer in time');
    throw error;
  }
}
