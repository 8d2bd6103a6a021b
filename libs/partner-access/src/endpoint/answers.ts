import type { Problem } from '@oceafin/platform';
import type { FastifyReply } from 'fastify';
import type { StoredAnswer } from '../idempotency/idempotency-store';
import type { PartnerReply } from './partner-reply';

const NO_BODY = Buffer.alloc(0);

/** A handler's reply as bytes: JSON, or as they are where the handler gives bytes and their Content-Type. */
export function answerOf({ status, body, headers, mark }: PartnerReply): StoredAnswer {
  if (body === undefined) return { status, headers: { ...headers }, body: NO_BODY, mark };
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    mark,
  };
}

/** A problem as bytes, with the request id of the call that met it. */
export function answerOfProblem(problem: Problem, requestId: string): StoredAnswer {
  return {
    status: problem.status,
    headers: { 'Content-Type': 'application/problem+json', ...problem.headers },
    body: Buffer.from(JSON.stringify(problem.toBody(requestId))),
  };
}

/** Sends the bytes; resolves when they are written or the client is gone. */
export async function send(reply: FastifyReply, answer: StoredAnswer, replayed: boolean): Promise<void> {
  reply.code(answer.status).headers(answer.headers);
  if (replayed) reply.header('Idempotency-Replayed', 'true');
  await (answer.body.length > 0 ? reply.send(answer.body) : reply.send());
}
