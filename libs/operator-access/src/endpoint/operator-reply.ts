/** What a handler answers; serialised, stored where there is an Idempotency-Key, committed and sent. */
export interface OperatorReply {
  readonly status: number;
  /** Serialised as JSON; absent for 204. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The customer's last outbox version in this app, when the act appended events: other apps know of it at once. */
  readonly mark?: { readonly partnerId: string; readonly customerId: string; readonly version: number };
}
