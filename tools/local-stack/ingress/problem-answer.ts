import { randomUUID } from 'node:crypto';
import type { Problem } from '@oceafin/platform';
import { pairs, valuesOf } from './headers';

export interface ProblemAnswer {
  readonly status: number;
  /** Flat, as Node's raw headers are. */
  readonly headers: string[];
  readonly body: Buffer;
}

/** A problem of our own, in the shape that the apps give. */
export function problemAnswer(problem: Problem, rawHeaders: readonly string[]): ProblemAnswer {
  const requestId = usableRequestId(rawHeaders) ?? randomUUID();
  const body = Buffer.from(JSON.stringify(problem.toBody(requestId)));
  const headers = [
    ...['Content-Type', 'application/problem+json; charset=utf-8', 'Content-Length', String(body.length)],
    ...['X-Request-Id', requestId, ...Object.entries(problem.headers).flat()],
  ];
  return { status: problem.status, headers, body };
}

/** The partner's request id, if there is exactly one and it has the required form. */
function usableRequestId(rawHeaders: readonly string[]): string | undefined {
  const [value, ...others] = valuesOf(pairs(rawHeaders), 'x-request-id');
  return value !== undefined && others.length === 0 && /^[\x21-\x7e]{1,128}$/.test(value) ? value : undefined;
}
