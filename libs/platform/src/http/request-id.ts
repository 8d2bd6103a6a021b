import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { RequestContextData } from '../context/request-context';
import { parseTraceparent } from '../context/trace-parent';

/** A repeated header arrives joined by ", " and so never fits. */
const USABLE = /^[\x21-\x7e]{1,128}$/;

const contexts = new WeakMap<object, RequestContextData>();

/** The request's context; made at its first call, so that even refusals before any hook have one. */
export function contextOf(request: FastifyRequest): RequestContextData {
  const known = contexts.get(request.raw);
  if (known) {
    return known;
  }
  const { headers } = request.raw;
  const sent = headers['x-request-id'];
  const context: RequestContextData = {
    requestId: typeof sent === 'string' && USABLE.test(sent) ? sent : randomUUID(),
    correlationId: randomUUID(),
    traceparent: parseTraceparent(headers.traceparent),
  };
  contexts.set(request.raw, context);
  return context;
}
