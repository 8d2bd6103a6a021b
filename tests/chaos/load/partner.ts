import { type HttpAnswer, SignedClient, type PartnerCredentials, type UploadParts } from '@oceafin/testing';
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

const PATIENCE_MS = 180_000;
const ATTEMPT_MS = 20_000;

/** A partner that retries as the contract says: same key and body, fresh nonce, until there is an answer. */
export class Partner {
  private readonly client: SignedClient;
  readonly clientId: string;
  private calls = 0;

  constructor(
    credentials: PartnerCredentials,
    private readonly acknowledged: Acknowledged,
    private readonly run: string,
  ) {
    const { counts } = acknowledged;
    this.clientId = credentials.clientId;
    this.client = new SignedClient({
      ...credentials,
      retryForMs: PATIENCE_MS,
      timeoutMs: ATTEMPT_MS,
      onSend: () => (counts.attempts += 1),
    });
  }

  async call(call: Call): Promise<HttpAnswer> {
    const { method, path, body, upload, expect, of } = call;
    const { counts } = this.acknowledged;
    const idempotencyKey = `${this.run}:${(this.calls += 1)}`;
    counts.requests += 1;
    const answer = await (
      upload
        ? this.client.upload(path, upload, { idempotencyKey })
        : this.client.request({ method, path, body, idempotencyKey })
    ).catch((error: Error) => this.broken('stuck', call, `no answer: ${error.message}`));
    if (expect.includes(answer.status)) {
      if (method !== 'GET') counts.acknowledged += 1;
      return answer;
    }
    if (answer.status === 503) return this.broken('stuck', call, '503 for as long as it was asked');
    // What was acknowledged to exist can't be absent.
    if (answer.status === 404) return this.broken('stale', call, '404');
    return this.broken('unexpected', call, `${answer.status} ${answer.text.slice(0, 400)}`, of);
  }

  private broken(
    kind: 'stuck' | 'stale' | 'unexpected',
    { method, path, of }: Call,
    what: string,
    subject = of,
  ): never {
    this.acknowledged.blame(kind, subject, `${method} ${path}: ${what}`);
    throw new JourneyBroken(what);
  }
}
