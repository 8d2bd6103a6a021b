import { randomUUID } from 'node:crypto';
import type { CorrelationPort } from '@oceafin/messaging';
import { RequestContext } from '@oceafin/platform';

/** Events carry the correlation id of the request, message or step that caused them. */
export const requestCorrelation: CorrelationPort = {
  current: () => {
    const context = RequestContext.current();
    return context ? { correlationId: context.correlationId, traceparent: context.traceparent } : {};
  },
  run: ({ correlationId = randomUUID(), traceparent }, work) =>
    RequestContext.run({ requestId: correlationId, correlationId, traceparent }, work),
};
