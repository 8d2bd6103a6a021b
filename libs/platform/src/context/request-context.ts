import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line and outgoing event of one request or message carries. */
export interface RequestContextData {
  /** Echoed to the caller; chosen by the partner where it sent a usable one. Never goes onto topics. */
  requestId: string;
  /** Ours; follows the work across apps and Kafka. A UUID for requests. */
  correlationId: string;
  /** W3C trace context as received. */
  traceparent?: string;
  /** Set by authentication. */
  clientId?: string;
}

const storage = new AsyncLocalStorage<RequestContextData>();

/** The request or message in whose course the caller runs. */
export const RequestContext = {
  current(): RequestContextData | undefined {
    return storage.getStore();
  },

  run<T>(context: RequestContextData, work: () => T): T {
    return storage.run(context, work);
  },

  /** Adds to the current context; does nothing outside of one. */
  set(values: Partial<Omit<RequestContextData, 'requestId'>>): void {
    const current = storage.getStore();
    if (current) {
      Object.assign(current, values);
    }
  },
};
