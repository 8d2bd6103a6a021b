import { createHash, randomUUID } from 'node:crypto';
import {
  type HttpAnswer,
  isRetryable,
  SignedClient,
  type PartnerCredentials,
  untilAnswered,
  type UploadParts,
} from '@oceafin/testing';
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

/** Longer than anything the schedule does. */
const PATIENCE_MS = 180_000;
/** Shorter than a stopped process sleeps: the same request then goes to another instance as well. */
const ATTEMPT_MS = 5_000;

/** A partner that retries as the contract says: same key and body, fresh nonce, until there is an answer. */
export class Partner {
  private readonly client: SignedClient;
  readonly clientId: string;
  private calls = 0;

  constructor(
    credentials: PartnerCredentials,
    private readonly acknowledged: Acknowledged,
    private readonly run: string,
    /** How long it goes on asking. */
    readonly patienceMs = PATIENCE_MS,
  ) {
    this.clientId = credentials.clientId;
    this.client = new SignedClient({ ...credentials, timeoutMs: ATTEMPT_MS });
  }

  async call(call: Call): Promise<HttpAnswer> {
    const { method, path, body, upload, expect, of } = call;
    const { counts } = this.acknowledged;
    const idempotencyKey = `${this.run}:${(this.calls += 1)}`;
    counts.requests += 1;
    let nonce = '';
    const send = (): Promise<HttpAnswer> => {
      nonce = randomUUID();
      return upload
        ? this.client.upload(path, upload, { idempotencyKey, nonce })
        : this.client.request({ method, path, body, idempotencyKey, nonce });
    };
    const answer = await untilAnswered(this.patienceMs, () => this.counted(send)).catch((error: Error) =>
      this.broken('stuck', call, `no answer: ${error.message}`),
    );
    if (expect.includes(answer.status)) {
      this.acknowledged.spent(nonce);
      if (method !== 'GET') this.tell(idempotencyKey, answer);
      return answer;
    }
    if (answer.status === 503) return this.broken('stuck', call, '503 for as long as it was asked');
    // What was acknowledged to exist can't be absent.
    if (answer.status === 404) return this.broken('stale', call, '404');
    return this.broken('unexpected', call, `${answer.status} ${answer.text.slice(0, 400)}`, of);
  }

  private tell(key: string, { status, rawBody }: HttpAnswer): void {
    const { counts, answered } = this.acknowledged;
    counts.acknowledged += 1;
    answered.push({ key, status, sha256: createHash('sha256').update(rawBody).digest('hex') });
  }

  private async counted(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    this.acknowledged.counts.attempts += 1;
    try {
      const answer = await send();
      if (isRetryable(answer)) this.acknowledged.retried(`${answer.status}`);
      return answer;
    } catch (error) {
      this.acknowledged.retried((error as NodeJS.ErrnoException).code ?? 'no answer in time');
      throw error;
    }
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
