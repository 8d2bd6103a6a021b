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
    /** Whether it missed an answer, and sends the same once more. */
    private readonly missesAnswer = (): boolean => false,
  ) {
    this.clientId = credentials.clientId;
    this.client = new SignedClient({ ...credentials, timeoutMs: ATTEMPT_MS });
  }

  async call(call: Call): Promise<HttpAnswer> {
    const idempotencyKey = `${this.run}:${(this.calls += 1)}`;
    const answer = await this.send(call, idempotencyKey);
    if (call.method === 'GET') return answer;
    this.acknowledged.answer(idempotencyKey, answer);
    if (this.missesAnswer()) await this.sendAgain(call, idempotencyKey, answer);
    return answer;
  }

  private async sendAgain(call: Call, idempotencyKey: string, first: HttpAnswer): Promise<void> {
    const again = await this.send(call, idempotencyKey);
    this.acknowledged.counts.replays += 1;
    if (again.status === first.status && again.rawBody.equals(first.rawBody)) return;
    this.acknowledged.blame('doubled', call.of, `${call.path}: its retry was answered ${again.text}`);
  }

  private async send(call: Call, idempotencyKey: string): Promise<HttpAnswer> {
    const { method, path, body, upload } = call;
    let nonce = '';
    const answer = await untilRightAnswer(this, call, () => {
      nonce = randomUUID();
      return upload
        ? this.client.upload(path, upload, { idempotencyKey, nonce })
        : this.client.request({ method, path, body, idempotencyKey, nonce });
    });
    this.acknowledged.spent(nonce);
    return answer;
  }
}
