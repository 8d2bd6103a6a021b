import { randomUUID } from 'node:crypto';
import { type HttpAnswer, SignedClient, type PartnerCredentials } from '@oceafin/testing';
import type { Acknowledged } from './acknowledged';
import { ATTEMPT_MS, type Call, PATIENCE_MS, untilRightAnswer } from './call';

/** A partner that retries as the contract says: same key and body, fresh nonce, until there is an answer. */
export class Partner {
  private readonly client: SignedClient;
  readonly clientId: string;
  private calls = 0;

  constructor(
    credentials: PartnerCredentials,
    readonly acknowledged: Acknowledged,
    private readonly run: string,
    /** How long it goes on asking. */
    readonly patienceMs = PATIENCE_MS,
  ) {
    this.clientId = credentials.clientId;
    this.client = new SignedClient({ ...credentials, timeoutMs: ATTEMPT_MS });
  }

  async call(call: Call): Promise<HttpAnswer> {
    const { method, path, body, upload } = call;
    const idempotencyKey = `${this.run}:${(this.calls += 1)}`;
    let nonce = '';
    const answer = await untilRightAnswer(this, call, () => {
      nonce = randomUUID();
      return upload
        ? this.client.upload(path, upload, { idempotencyKey, nonce })
        : this.client.request({ method, path, body, idempotencyKey, nonce });
    });
    this.acknowledged.spent(nonce);
    if (method !== 'GET') this.acknowledged.answer(idempotencyKey, answer);
    return answer;
  }
}
