import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, exchange, type HttpAnswer, SignedClient, untilAnswered } from '@oceafin/testing';
import { type Body, exampleBody, withDocuments } from '../../tools/journey/bodies';
import { png } from '../../tools/journey/documents';
import type { RunningStack } from '../e2e/support/running-stack';

/** Both come back when they are told to; only a failure takes that long. */
const PATIENCE_MS = 120_000;

export const COMMANDS = [
  'submit',
  'answer',
  'withdraw',
  'patch',
  'close',
  'suspend',
  'reinstate',
  'shut',
] as const;
export type Command = (typeof COMMANDS)[number];

export interface Race {
  /** Whether the customer was asked for information before, so that there is something to answer. */
  readonly asked: boolean;
  readonly commands: readonly { readonly command: Command; readonly afterMs: number }[];
}

export interface Outcome {
  readonly command: Command;
  readonly status: number;
  readonly text: string;
}

interface Entry {
  readonly sequence: number;
  readonly eventType: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** A customer whom a partner and operators act on at the same time. */
export class RacingCustomer {
  private requirementId: string = randomUUID();
  private customerId = '';
  private body: Body = {};
  private readonly client: SignedClient;

  constructor(private readonly stack: RunningStack) {
    this.client = new SignedClient(stack.partner);
  }

  async prepare({ asked }: Pick<Race, 'asked'>): Promise<void> {
    const metadata = { sandboxOutcome: 'missing_data' };
    const created = await this.partner('POST', '/customers', {
      ...{ partnerCustomerRef: randomUUID(), customerType: 'INDIVIDUAL', displayName: 'Jane', metadata },
    });
    this.customerId = created.json<{ customerId: string }>().customerId;
    const types = ['PASSPORT', 'PROOF_OF_ADDRESS'];
    const documents = await Promise.all(types.map((type) => this.upload(type)));
    this.body = withDocuments(exampleBody('kyc-submission', this.client.clientId), documents);
    if (!asked) return;
    await this.send('submit');
    await eventually(
      async () => {
        const { status, requirements } = await this.case();
        if (status !== 'MISSING_INFO_REQUIRED') throw new Error(`the case is ${status}`);
        this.requirementId = requirements[0]!.requirementId;
      },
      { timeoutMs: PATIENCE_MS, intervalMs: 100 },
    );
  }

  run({ commands }: Race): Promise<Outcome[]> {
    return Promise.all(
      commands.map(async ({ command, afterMs }) => {
        await sleep(afterMs);
        const { status, text } = await this.send(command);
        return { command, status, text };
      }),
    );
  }

  case(): Promise<{ status: string; round: number; requirements: { requirementId: string }[] }> {
    return this.read('/onboarding');
  }

  customer(): Promise<{ status: string; sequence: number }> {
    return this.read('');
  }

  async timeline(): Promise<Entry[]> {
    return (await this.read<{ data: Entry[] }>('/timeline?limit=100')).data;
  }

  private send(command: Command): Promise<HttpAnswer> {
    const path = `/customers/${this.customerId}`;
    switch (command) {
      case 'submit':
        return this.partner('POST', `${path}/onboarding`, this.body);
      case 'answer': {
        const answers = [{ requirementId: this.requirementId, value: 'Gardener' }];
        const { partnerAttestation } = this.body;
        return this.partner('POST', `${path}/onboarding/additional-info`, { answers, partnerAttestation });
      }
      case 'withdraw':
        return this.partner('POST', `${path}/onboarding/withdraw`);
      case 'patch':
        return this.partner('PATCH', path, { displayName: 'Joan' });
      case 'close':
        return this.partner('POST', `${path}/close`, {});
      case 'shut':
        return this.control('close');
      case 'suspend':
      case 'reinstate':
        return this.control(command);
    }
  }

  private partner(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<HttpAnswer> {
    const idempotencyKey = randomUUID();
    return untilAnswered(PATIENCE_MS, () => this.client.request({ method, path, body, idempotencyKey }));
  }

  private control(kind: string): Promise<HttpAnswer> {
    const call = {
      ...{ origin: this.stack.ingress, method: 'POST', body: Buffer.from('{"reason":"race"}') },
      target: `/operator/v1/customers/${this.customerId}/${kind}`,
      headers: {
        authorization: `Bearer ${this.stack.operatorToken('carol')}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
    };
    return untilAnswered(PATIENCE_MS, () => exchange({ ...call, timeoutMs: 30_000 }));
  }

  private async read<T>(path: string): Promise<T> {
    return (await this.partner('GET', `/customers/${this.customerId}${path}`)).json<T>();
  }

  private async upload(documentType: string): Promise<{ documentType: string; fileAssetId: string }> {
    const document = { documentType, ...png('document.png') };
    const idempotencyKey = randomUUID();
    const path = `/customers/${this.customerId}/files`;
    const answer = await untilAnswered(PATIENCE_MS, () =>
      this.client.upload(path, document, { idempotencyKey }),
    );
    return { documentType, fileAssetId: answer.json<{ fileAssetId: string }>().fileAssetId };
  }
}
