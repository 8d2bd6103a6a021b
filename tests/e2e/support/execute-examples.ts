import { randomUUID } from 'node:crypto';
import {
  eventually,
  exchange,
  type HttpAnswer,
  SignedClient,
  untilAnswered,
  type UploadParts,
} from '@oceafin/testing';
import {
  type Body,
  broughtUpToDate,
  documentTypesOf,
  type NamedDocument,
  withDocuments,
} from '../../../tools/journey/bodies';
import { pdf } from '../../../tools/journey/documents';
import type { Stack } from '../../../tools/journey/stack';
import { OpenApiDocument } from './openapi-document';

interface Requirement {
  readonly requirementId: string;
  readonly code: string;
  readonly status: string;
}

interface Case {
  readonly caseId: string;
  readonly awaiting: string | null;
  readonly status: string;
}

const patient = { timeoutMs: 60_000, intervalMs: 100 };
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Goes through every operation and every example of the OpenAPI document, on a running stack. */
export class ExampleExecution {
  readonly document = new OpenApiDocument();
  readonly faults: string[] = [];
  /** Examples that were sent and taken in. */
  readonly executed = new Set<string>();
  /** Operations that were answered 2xx. */
  readonly answered = new Set<string>();
  private readonly client: SignedClient;

  constructor(private readonly stack: Stack) {
    this.client = new SignedClient({ ...stack.partner, retryForMs: 60_000 });
  }

  async run(): Promise<void> {
    await Promise.all([this.customers(), this.files(), this.kyc(), this.kyb(), this.refusals()]);
  }

  private async customers(): Promise<void> {
    await this.example('createCustomer', 'individual', 'POST', '/customers');
    const customerId = await this.newCustomer('INDIVIDUAL');
    const path = `/customers/${customerId}`;
    await this.call('getMe', 'GET', '/me');
    await this.call('listCustomers', 'GET', '/customers?limit=1');
    await this.call('getCustomer', 'GET', path);
    await this.call('getTimeline', 'GET', `${path}/timeline`);
    await this.example('patchCustomer', 'rename', 'PATCH', path);
    await this.example('patchCustomer', 'metadata', 'PATCH', path);
    await this.example('closeCustomer', 'reason', 'POST', `${path}/close`);
  }

  private async files(): Promise<void> {
    const path = `/customers/${await this.newCustomer('INDIVIDUAL')}/files`;
    const { fileAssetId } = await this.upload('addFile', '/files', 'PROOF_OF_ADDRESS');
    await this.call('getFile', 'GET', `/files/${fileAssetId}`);
    const link = this.document.requestExample('addFileToCustomer', 'link') as Body;
    await this.send('addFileToCustomer', 'link', 'POST', path, { ...link, fileAssetId });
    const own = await this.upload('addFileToCustomer', path, 'PASSPORT');
    await this.call('listFiles', 'GET', path);
    await this.call('getFileOfCustomer', 'GET', `${path}/${own.fileAssetId}`);
    await this.call('deleteFile', 'DELETE', `${path}/${own.fileAssetId}`);
  }

  private async kyc(): Promise<void> {
    const customerId = await this.newCustomer('INDIVIDUAL', 'review');
    const path = `/customers/${customerId}/onboarding`;
    await this.call('getSchema', 'GET', '/onboarding/schema?customerType=INDIVIDUAL');
    const { submissionId } = await this.submit(customerId, 'kyc');
    await this.call('getSubmission', 'GET', `${path}/submissions/${submissionId}`);
    await this.requestInfo(customerId);
    const answers = await this.answers(customerId);
    await this.send('answerRequirements', 'answers', 'POST', `${path}/additional-info`, answers);
    await this.call('withdrawSubmission', 'POST', `${path}/withdraw`);
  }

  private async kyb(): Promise<void> {
    await this.submit(await this.newCustomer('CORPORATE'), 'kyb');
  }

  /** Every operation refuses an unsigned request, and the mutations one without a key, as they say. */
  private async refusals(): Promise<void> {
    const { ingress: origin } = this.stack;
    for (const { target, method, operationId } of this.document.places()) {
      const path = target.replace(/\{\w+\}/g, randomUUID());
      const unsigned = {
        origin,
        method,
        target: path,
        headers: {},
        body: Buffer.alloc(0),
        timeoutMs: 30_000,
      };
      this.judge(operationId, await exchange(unsigned), 401);
      if (method === 'GET') continue;
      this.judge(operationId, await this.client.request({ method, path, idempotencyKey: '' }), 400);
    }
  }

  private async submit(customerId: string, name: 'kyc' | 'kyb'): Promise<{ submissionId: string }> {
    const example = JSON.stringify(this.document.requestExample('submitEvidence', name));
    const body = broughtUpToDate(example, this.client.clientId);
    const files = `/customers/${customerId}/files`;
    const uploads = documentTypesOf(body).map((type) => this.upload('addFileToCustomer', files, type));
    const uploaded = await Promise.all(uploads);
    const complete = withDocuments(body, uploaded);
    const path = `/customers/${customerId}/onboarding`;
    await this.send('preflightSubmission', name, 'POST', `${path}/preflight`, complete);
    const answer = await this.send('submitEvidence', name, 'POST', path, complete);
    return answer.json<{ submissionId: string }>();
  }

  /** As an operator: what the example of additional-info answers. */
  private async requestInfo(customerId: string): Promise<void> {
    const rita = this.stack.operatorToken('rita')!;
    const { caseId } = await eventually(async () => {
      const found = await this.operator(rita, 'GET', `/cases?customerId=${customerId}`);
      const [waiting] = found.json<{ data: Case[] }>().data;
      expect(waiting).toMatchObject({ status: 'PROCESSING', awaiting: 'OCEAFIN' });
      const seen = await this.operator(rita, 'GET', `/cases/${waiting!.caseId}`);
      const { checks } = seen.json<{ checks: { status: string }[] }>();
      expect(checks.length > 0 && checks.every(({ status }) => status !== 'PENDING')).toBe(true);
      return waiting!;
    }, patient);
    await this.operator(rita, 'POST', `/cases/${caseId}/claim`);
    const decided = await this.operator(rita, 'POST', `/cases/${caseId}/decisions`, {
      decision: 'REQUEST_INFO',
      rationale: 'What the example answers.',
      requirements: [
        { code: 'DOCUMENT_REQUIRED', pointer: '/supportingDocuments', documentTypes: ['PROOF_OF_ADDRESS'] },
        { code: 'FIELD_CLARIFICATION', pointer: '/additionalPersonalDetails/occupation' },
      ].map((requirement) => ({ ...requirement, detail: 'Please say.' })),
    });
    expect([decided.status, decided.text]).toEqual([201, expect.any(String)]);
  }

  private async answers(customerId: string): Promise<Body> {
    const path = `/customers/${customerId}`;
    const asset = await this.upload('addFileToCustomer', `${path}/files`, 'PROOF_OF_ADDRESS');
    const open = await eventually(async () => {
      const answer = await this.call('getCase', 'GET', `${path}/onboarding`);
      const { requirements } = answer.json<{ requirements: Requirement[] }>();
      const waiting = requirements.filter(({ status }) => status === 'OPEN');
      expect(waiting).toHaveLength(2);
      return waiting;
    }, patient);
    const idOf = (code: string): string => open.find((one) => one.code === code)!.requirementId;
    const example = JSON.stringify(this.document.requestExample('answerRequirements', 'answers'));
    const body = withDocuments(broughtUpToDate(example, this.client.clientId), [asset]);
    const [document, clarification] = body.answers as object[];
    const requirementIds = [idOf('DOCUMENT_REQUIRED'), idOf('FIELD_CLARIFICATION')];
    const answers = [document, clarification].map((one, at) => ({
      ...one,
      requirementId: requirementIds[at],
    }));
    return { ...body, answers };
  }

  private async newCustomer(customerType: string, sandboxOutcome = 'approve'): Promise<string> {
    const example = this.document.requestExample('createCustomer', 'individual') as Body;
    const body = { ...example, partnerCustomerRef: randomUUID(), customerType, metadata: { sandboxOutcome } };
    const answer = await this.call('createCustomer', 'POST', '/customers', body);
    return answer.json<{ customerId: string }>().customerId;
  }

  private async upload(operationId: string, path: string, documentType: string): Promise<NamedDocument> {
    const parts: UploadParts = { documentType, ...pdf('document.pdf', randomUUID()) };
    const answer = await this.client.upload(path, parts);
    this.judge(operationId, answer);
    return { documentType, ...answer.json<{ fileAssetId: string }>() };
  }

  /** The example as it stands in the document. */
  private example(operationId: string, name: string, method: Method, path: string): Promise<HttpAnswer> {
    return this.send(
      operationId,
      name,
      method,
      path,
      this.document.requestExample(operationId, name) as Body,
    );
  }

  private async send(
    operationId: string,
    name: string,
    method: Method,
    path: string,
    body: Body,
  ): Promise<HttpAnswer> {
    const answer = await this.call(operationId, method, path, body);
    if (answer.status < 300) this.executed.add(`${operationId} ${name}`);
    return answer;
  }

  private async call(operationId: string, method: Method, path: string, body?: Body): Promise<HttpAnswer> {
    const answer = await this.client.request({ method, path, body });
    this.judge(operationId, answer);
    return answer;
  }

  private judge(operationId: string, answer: HttpAnswer, expected?: number): void {
    this.faults.push(...this.document.faultsOf(operationId, answer));
    if (expected !== undefined && answer.status !== expected) {
      this.faults.push(`${operationId}: ${answer.status} instead of ${expected}: ${answer.text}`);
    }
    if (expected === undefined && answer.status >= 300) this.faults.push(`${operationId}: ${answer.text}`);
    if (answer.status < 300) this.answered.add(operationId);
  }

  private operator(token: string, method: Method, path: string, body?: Body): Promise<HttpAnswer> {
    const bytes = Buffer.from(body ? JSON.stringify(body) : '');
    const headers = {
      authorization: `Bearer ${token}`,
      'content-length': method === 'GET' ? undefined : String(bytes.length),
      'content-type': body && 'application/json',
      'idempotency-key': method === 'GET' ? undefined : randomUUID(),
    };
    const call = { origin: this.stack.ingress, method, target: `/operator/v1${path}`, headers, body: bytes };
    return untilAnswered(60_000, () => exchange({ ...call, timeoutMs: 30_000 }));
  }
}
