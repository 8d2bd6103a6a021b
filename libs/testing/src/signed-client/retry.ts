import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAnswer } from './http-exchange';

/** Where the same request is worth sending again: nothing was decided, or not yet. */
export function isRetryable(answer: HttpAnswer): boolean {
  if ([429, 502, 503, 504].includes(answer.status)) return true;
  return answer.status === 409 && answer.headers['retry-after'] !== undefined;
}

/** `Retry-After` in milliseconds (seconds form only), at most 5 s, else a pause that grows to 2 s. */
function pauseMs(answer: HttpAnswer | undefined, attempt: number): number {
  const seconds = Number(answer?.headers['retry-after']);
  if (Number.isFinite(seconds) && seconds > 0) return Math.min(seconds * 1000, 5000);
  return Math.min(100 * 2 ** attempt, 2000);
}

/**
 * Sends until there is an answer that isn't retryable, or `forMs` have passed: then the last answer is
 * returned, or the last failure thrown.
 */
export async function untilAnswered(
  forMs: number,
  send: (attempt: number) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const deadline = Date.now() + forMs;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await send(attempt).then(
      (answer) => ({ answer, failure: undefined }),
      (failure: unknown) => ({ answer: undefined, failure }),
    );
    if (outcome.answer && !isRetryable(outcome.answer)) return outcome.answer;
    const pause = pauseMs(outcome.answer, attempt);
    if (Date.now() + pause > deadline) {
      if (outcome.answer) return outcome.answer;
      throw outcome.failure;
    }
    await sleep(pause);
  }
}
