import assert from 'node:assert/strict';
import type { HttpAnswer, SignedRequest } from '@oceafin/testing';
import { exampleBody } from '../../../tools/journey/bodies';
import { pdf } from '../../../tools/journey/documents';
import type { AcknowledgedCustomer } from '../load/acknowledged';
import type { CustomerSteps } from '../load/customer-steps';
import type { App, CaseContext } from './context';

const INSTANCES = [0, 1] as const;

/** What is acknowledged while the broker is away, and what both instances of each app then say of it. */
export class WithoutBroker {
  private created?: AcknowledgedCustomer;

  private constructor(
    private readonly context: CaseContext,
    private readonly submitted: CustomerSteps,
    private readonly closed: CustomerSteps,
  ) {}

  /** Two customers that every app knows. */
  static async prepare(context: CaseContext): Promise<WithoutBroker> {
    return new WithoutBroker(context, await context.customer(), await context.customer());
  }

  /** Writes are acknowledged; what depends on them is told to come back, and nobody is shown an older state. */
  async judge(): Promise<void> {
    await this.write();
    const { created, submitted, closed } = this;
    const body = this.evidence();
    await Promise.all([
      this.each('customer', { path: `/customers/${created!.customerId}` }, says(200, 'DRAFT')),
      this.each('file', { path: `/customers/${created!.customerId}/files` }, isTooEarly),
      this.each('onboarding', { path: `/customers/${created!.customerId}/onboarding` }, isTooEarly),
      this.each('onboarding', { path: `${submitted.path}/onboarding` }, says(200, 'round":1')),
      this.each('customer', { path: submitted.path }, isTooEarly),
      this.each('customer', { path: `${submitted.path}/timeline` }, isTooEarly),
      this.each(
        'customer',
        { path: `/customers?partnerCustomerRef=${submitted.customer.partnerCustomerRef}` },
        isTooEarly,
      ),
      this.each('customer', { path: closed.path }, says(200, 'CLOSED')),
      this.each('customer', { method: 'PATCH', path: closed.path, body: {} }, says(409, 'CLOSED')),
      this.each('onboarding', { method: 'POST', path: `${closed.path}/onboarding`, body }, isTooEarly),
      this.each('file', { method: 'POST', path: `${closed.path}/files` }, isTooEarly),
    ]);
  }

  /** Every app has learnt everything. */
  async judgeAfterwards(): Promise<void> {
    const { context, created, submitted, closed } = this;
    await context.stepsOf(created!).seeAnywhere();
    await submitted.endIn('MISSING_INFO_REQUIRED');
    const body = this.evidence();
    await this.each('file', { path: `/customers/${created!.customerId}/files` }, says(200, '"data":[]'));
    await this.each(
      'onboarding',
      { path: `/customers/${created!.customerId}/onboarding` },
      says(200, 'DRAFT'),
    );
    await this.each(
      'onboarding',
      { method: 'POST', path: `${closed.path}/onboarding`, body },
      says(409, 'CLOSED'),
    );
    await this.each('file', { method: 'POST', path: `${closed.path}/files` }, says(409, 'CLOSED'));
  }

  private async write(): Promise<void> {
    const { context, submitted, closed } = this;
    this.created = await context.createdOnly();
    await this.submitTwice();
    const close = { method: 'POST', path: `${closed.path}/close`, body: {} };
    says(200, 'CLOSED')(await context.client('customer', 1).request(close), 'close');
    Object.assign(closed.customer, { closed: true, endsIn: 'CLOSED' });
    assert.equal(submitted.customer.submissions.length, 1);
  }

  /** The second time at the other instance: the same answer, out of the same transaction. */
  private async submitTwice(): Promise<void> {
    const { customer, path } = this.submitted;
    const submit = {
      ...{ method: 'POST', path: `${path}/onboarding`, body: this.evidence() },
      idempotencyKey: `${customer.customerId}:submit`,
    };
    const [first, again] = [
      await this.context.client('onboarding', 0).request(submit),
      await this.context.client('onboarding', 1).request(submit),
    ];
    says(202, 'SUBMITTED')(first, 'submit');
    assert.deepEqual([again.status, again.text], [202, first.text]);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    const { submissionId, round } = first.json<{ submissionId: string; round: number }>();
    customer.submissions.push({ submissionId, round });
  }

  private evidence(): unknown {
    return { ...exampleBody('kyc-submission', this.context.partner.clientId), supportingDocuments: [] };
  }

  /** A POST to `/files` carries a document. */
  private async each(
    app: App,
    request: Omit<SignedRequest, 'method'> & { readonly method?: string },
    judge: (answer: HttpAnswer, where: string) => void,
  ): Promise<void> {
    const { method = 'GET', path } = request;
    const isUpload = method === 'POST' && path.endsWith('/files');
    await Promise.all(
      INSTANCES.map(async (index) => {
        const client = this.context.client(app, index);
        const answer = isUpload
          ? await client.upload(path, { documentType: 'OTHER', ...pdf('late.pdf', 'late') })
          : await client.request({ ...request, method });
        judge(answer, `${app} ${index + 1}: ${method} ${path}`);
      }),
    );
  }
}

function isTooEarly({ status, headers, text }: HttpAnswer, where: string): void {
  assert.equal(status, 503, `${where}: ${status} ${text}`);
  assert.match(text, /"PARTNER_PROCESSING_UNAVAILABLE"/, where);
  assert.ok(Number(headers['retry-after']) >= 1, `${where}: Retry-After ${headers['retry-after']}`);
}

const says =
  (expected: number, words: string) =>
  ({ status, text }: HttpAnswer, where: string): void => {
    assert.equal(status, expected, `${where}: ${status} ${text}`);
    assert.ok(text.includes(words), `${where}: no ${words} in ${text}`);
  };
