/** What a handler answers. The interceptor serialises, stores, commits, sets the mark and sends it. */
export interface PartnerReply {
  readonly status: number;
  /** Serialised as JSON; absent for 204. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The customer's last outbox version in this app after the handler; set on every mutation that appended events. */
  readonly mark?: { readonly customerId: string; readonly version: number };
}

/** Builds a handler's answer. */
export function reply(
  status: number,
  body?: unknown,
  options: Pick<PartnerReply, 'headers' | 'mark'> = {},
): PartnerReply {
  return { status, body, ...options };
}
