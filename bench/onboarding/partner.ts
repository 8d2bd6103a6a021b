import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, SignedClient, untilAnswered } from '@oceafin/testing';
import type { RunningStack } from '../../tests/e2e/support/running-stack';
import { exampleBody, type NamedDocument, withDocuments } from '../../tools/journey/bodies';
import { png } from '../../tools/journey/documents';

const PATIENCE_MS = 60_000;
const DOCUMENT_TYPES = ['PASSPORT', 'PROOF_OF_ADDRESS'];

/** What a partner does before a customer is approved. */
export class Partner {
  private readonly client: SignedClient;
  private readonly assets = new Map<string, string>();

  constructor(stack: RunningStack) {
    this.client = new SignedClient(stack.partner);
  }

  async create(): Promise<string> {
    const body = {
      partnerCustomerRef: randomUUID(),
      customerType: 'INDIVIDUAL',
      displayName: 'Jane Partner',
    };
    return (await this.post('/customers', body)).json<{ customerId: string }>().customerId;
  }

  /** Documents that are uploaded for this customer, and scanned. */
  upload(customerId: string): Promise<NamedDocument[]> {
    const path = `/customers/${customerId}/files`;
    return Promise.all(
      DOCUMENT_TYPES.map(async (documentType) => ({
        documentType,
        fileAssetId: await this.scanned(path, documentType),
      })),
    );
  }

  /** Documents that were scanned once and are linked to this customer: no scan is waited for. */
  async link(customerId: string): Promise<NamedDocument[]> {
    const linked: NamedDocument[] = [];
    for (const documentType of DOCUMENT_TYPES) {
      const fileAssetId = this.assets.get(documentType) ?? (await this.scanned('/files', documentType));
      this.assets.set(documentType, fileAssetId);
      const answer = await this.post(`/customers/${customerId}/files`, { fileAssetId, documentType });
      linked.push({ documentType, fileAssetId: answer.json<{ fileAssetId: string }>().fileAssetId });
    }
    return linked;
  }

  async submit(customerId: string, documents: readonly NamedDocument[]): Promise<void> {
    const body = withDocuments(exampleBody('kyc-submission', this.client.clientId), documents);
    await this.post(`/customers/${customerId}/onboarding`, body);
  }

  private async scanned(path: string, documentType: string): Promise<string> {
    const upload = { documentType, ...png('document.png') };
    const idempotencyKey = randomUUID();
    const send = (): Promise<HttpAnswer> => this.client.upload(path, upload, { idempotencyKey });
    const { fileAssetId } = (await this.accepted(send)).json<{ fileAssetId: string }>();
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const get = (): Promise<HttpAnswer> =>
        this.client.request({ method: 'GET', path: `${path}/${fileAssetId}` });
      const { status } = (await this.accepted(get)).json<{ status: string }>();
      if (status === 'AVAILABLE') return fileAssetId;
      if (status === 'REJECTED' || Date.now() > deadline) throw new Error(`a document is ${status}`);
      await sleep(10);
    }
  }

  private post(path: string, body: unknown): Promise<HttpAnswer> {
    const idempotencyKey = randomUUID();
    return this.accepted(() => this.client.request({ method: 'POST', path, body, idempotencyKey }));
  }

  private async accepted(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const answer = await untilAnswered(PATIENCE_MS, send);
    if (answer.status >= 300) throw new Error(answer.text);
    return answer;
  }
}
