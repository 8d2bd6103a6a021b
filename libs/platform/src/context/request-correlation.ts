import { randomUUID } from 'node:crypto';
import { RequestContext } from './request-context';

/** Ids that travel with events, from the request to what it causes and on. */
interface TravellingIds {
  readonly correlationId?: string;
  readonly traceparent?: string;
}

/** Events carry the correlation id and trace context of the request, message or step that caused them. */
export const requestCorrelation = {
  current(): TravellingIds {
    const context = RequestContext.current();
    return context ? { correlationId: context.correlationId, traceparent: context.traceparent } : {};
  },

  run<T>({ correlationId = randomUUID(), traceparent }: TravellingIds, work: () => Promise<T>): Promise<T> {
    return RequestContext.run({ requestId: correlationId, correlationId, traceparent }, work);
  },
};
