import { exchange, type HttpAnswer } from '@oceafin/testing';
import type { Acknowledged } from './acknowledged';
import { ATTEMPT_MS, type Call, PATIENCE_MS, untilRightAnswer } from './call';

export interface OperatorCredentials {
  /** Scheme, host and port of the ingress. */
  readonly origin: string;
  /** A bearer JWT. */
  readonly token: string;
}

/** A compliance officer who sends the same act with the same key until it is answered. */
export class Operator {
  private calls = 0;

  constructor(
    private readonly credentials: OperatorCredentials,
    readonly acknowledged: Acknowledged,
    private readonly run: string,
    readonly patienceMs = PATIENCE_MS,
  ) {}

  async act(path: string, body: object, of: string): Promise<HttpAnswer> {
    const { origin, token } = this.credentials;
    const call: Call = { method: 'POST', path: `/operator/v1${path}`, body, expect: [200], of };
    const idempotencyKey = `${this.run}:${(this.calls += 1)}`;
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    };
    const answer = await untilRightAnswer(this, call, () =>
      exchange({
        ...{ origin, method: call.method, target: call.path, headers },
        ...{ body: Buffer.from(JSON.stringify(body)), timeoutMs: ATTEMPT_MS },
      }),
    );
    this.acknowledged.answer(idempotencyKey, answer);
    return answer;
  }
}
