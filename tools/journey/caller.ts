import { randomUUID } from 'node:crypto';
import {
  exchange,
  type HttpAnswer,
  type SignedClient,
  untilAnswered,
  type UploadParts,
} from '@oceafin/testing';
import type { Timeline } from './timeline';

/** The journey didn't go as expected; the message says where and what came instead. */
export class JourneyError extends Error {}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly upload?: UploadParts;
  readonly idempotencyKey?: string;
  /** HTTP statuses that are right here. */
  readonly expect: readonly number[];
  /** What to show of the answer. */
  readonly tell?: (answer: HttpAnswer) => string;
  /** Not shown, as one of many that only look. */
  readonly quiet?: boolean;
}

export interface CallerOptions {
  readonly client: SignedClient;
  readonly ingress: string;
  readonly timeline: Timeline;
  readonly clock: () => number;
  /** When the journey gives up, by the same clock. */
  readonly deadlineMs: number;
}

/**
 * Makes calls as a partner or an operator would: shown while they happen, and sent again with the same
 * key and body while the stack, or a part of it, is away.
 */
export class Caller {
  constructor(private readonly options: CallerOptions) {}

  get clientId(): string {
    return this.options.client.clientId;
  }

  get msLeft(): number {
    return this.options.deadlineMs - this.options.clock();
  }

  async partner(call: Call): Promise<HttpAnswer> {
    const { client } = this.options;
    const idempotencyKey = call.idempotencyKey ?? `journey-${randomUUID()}`;
    return this.repeat(call, () =>
      call.upload
        ? client.upload(call.path, call.upload, { idempotencyKey })
        : client.request({ method: call.method, path: call.path, body: call.body, idempotencyKey }),
    );
  }

  async operator(token: string, call: Call): Promise<HttpAnswer> {
    const body = Buffer.from(call.body === undefined ? '' : JSON.stringify(call.body));
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': body.length > 0 ? 'application/json' : undefined,
      'content-length': call.method === 'GET' ? undefined : String(body.length),
      'idempotency-key':
        call.method === 'GET' ? undefined : (call.idempotencyKey ?? `journey-${randomUUID()}`),
      'x-request-id': randomUUID(),
    };
    const { method, path: target } = call;
    return this.repeat(call, () =>
      exchange({ origin: this.options.ingress, method, target, headers, body, timeoutMs: 30_000 }),
    );
  }

  /** For a line that stands for many looks. */
  show(line: { method: string; path: string; status: number; note: string }): void {
    this.options.timeline.http({ atMs: this.options.clock(), ...line });
  }

  private async repeat(call: Call, send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const answer = await untilAnswered(Math.max(this.msLeft, 1), async () => {
      try {
        const one = await send();
        this.tell(call, one);
        return one;
      } catch (error) {
        const status = error instanceof Error ? error.message : 'no answer';
        this.options.timeline.http({ atMs: this.options.clock(), ...call, status, note: '' });
        throw error;
      }
    }).catch((cause: unknown) => {
      throw new JourneyError(`${call.method} ${call.path}: no answer before the deadline`, { cause });
    });
    if (!call.expect.includes(answer.status)) {
      const wanted = call.expect.join(' or ');
      throw new JourneyError(
        `${call.method} ${call.path}: ${answer.status} instead of ${wanted}: ${answer.text}`,
      );
    }
    return answer;
  }

  private tell(call: Call, answer: HttpAnswer): void {
    const asExpected = call.expect.includes(answer.status);
    if (call.quiet && asExpected) return;
    const note = asExpected ? (call.tell?.(answer) ?? '') : problemCode(answer);
    this.options.timeline.http({ atMs: this.options.clock(), ...call, status: answer.status, note });
  }
}

function problemCode(answer: HttpAnswer): string {
  return /"code":\s*"([A-Z_]+)"/.exec(answer.text)?.[1] ?? '';
}
