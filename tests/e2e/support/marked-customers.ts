import { randomBytes } from 'node:crypto';
import { eventually, SignedClient } from '@oceafin/testing';
import { type Body, documentTypesOf, exampleBody, withDocuments } from '../../../tools/journey/bodies';
import { Caller } from '../../../tools/journey/caller';
import { PartnerSteps } from '../../../tools/journey/partner-steps';
import { consoleTimeline } from '../../../tools/journey/timeline';
import type { RunningStack } from './running-stack';

const MINUTE = 60_000;
const PATIENCE = { timeoutMs: 2 * MINUTE, intervalMs: 100 };

/** Members of a submission that say who somebody is, or may. */
const PERSONAL =
  /^(firstName|lastName|city|addressLine1|taxId|documentNumber|userAgent|name|role|fullCompanyName|descriptionOfBusiness|occupation|text|businessRegistrationNo)$/;

/** An entry of the invented screening list, and a name in it. */
const LISTED = { entryId: 'FIC-0003', name: 'Aurelio Quintessa Vhane' };

/** Two customers whose every personal word is a marker: what was submitted, refused, answered and written by operators. */
export class MarkedCustomers {
  /** Within every marker, and nowhere else. */
  readonly tag = `zq${randomBytes(6).toString('hex')}`;
  /** Within what operators write that partners never see. */
  readonly internal = `${this.tag}internal`;
  /** What would tell that the screening hit, and whom. */
  readonly screening = ['SANCTIONS', LISTED.entryId, LISTED.name];
  /** Every answer that the partner got. */
  readonly answers: string[] = [];
  private readonly steps: PartnerSteps;
  private readonly caller: Caller;
  private readonly client: SignedClient;
  private count = 0;

  constructor(private readonly stack: RunningStack) {
    this.client = new SignedClient({ ...stack.partner, retryForMs: MINUTE });
    const timeline = consoleTimeline(() => undefined, false);
    const clock = (): number => performance.now();
    const deadlineMs = clock() + 4 * MINUTE;
    this.caller = new Caller({ client: this.client, ingress: stack.ingress, timeline, clock, deadlineMs });
    this.steps = new PartnerSteps(this.caller);
  }

  async run(): Promise<void> {
    await Promise.all([this.individual(), this.corporate()]);
  }

  private marker(): string {
    return `${this.tag}x${(this.count += 1)}`;
  }

  private marked(body: Body): Body {
    return JSON.parse(JSON.stringify(body), (name, value: unknown) => {
      if (name === 'email') return `${this.marker()}@example.com`;
      return PERSONAL.test(name) && typeof value === 'string' ? this.marker() : value;
    }) as Body;
  }

  /** Is on the screening list, asked by an operator, answers, is rejected for an internal reason, and closed. */
  private async individual(): Promise<void> {
    const { customerId, path } = await this.submitted('INDIVIDUAL', 'review');
    const caseId = await this.referredCase(customerId);
    await this.operator('rita', `/cases/${caseId}/claim`);
    const pointer = '/additionalPersonalDetails/occupation';
    const asked = { code: 'FIELD_CLARIFICATION', pointer, detail: this.marker() };
    const rationale = `${this.internal}${this.marker()}`;
    await this.decide(caseId, { decision: 'REQUEST_INFO', rationale, requirements: [asked] });
    await this.answerAll(path);
    await this.referredCase(customerId);
    await this.confirmHit(caseId, rationale);
    await this.decide(caseId, { decision: 'REJECT', rationale, internalReasons: ['SANCTIONS_MATCH'] });
    await this.partner('GET', path);
    await this.partner('GET', `/customers/${customerId}/timeline`);
    const reason = { reason: `${this.internal}${this.marker()}` };
    await this.operator('carol', `/customers/${customerId}/close`, reason);
    await this.partner('GET', path);
  }

  private async corporate(): Promise<void> {
    const { path } = await this.submitted('CORPORATE', 'missing_data');
    await this.answerAll(path);
    await this.until(path, ({ status }) => status === 'APPROVED');
  }

  private async submitted(customerType: 'INDIVIDUAL' | 'CORPORATE', sandboxOutcome: string) {
    const { customerId } = await this.steps.create(
      {
        partnerCustomerRef: randomBytes(8).toString('hex'),
        customerType,
        displayName: this.marker(),
        metadata: { note: this.marker(), sandboxOutcome },
      },
      201,
    );
    const name = customerType === 'INDIVIDUAL' ? 'kyc-submission' : 'kyb-submission';
    const example = exampleBody(name, this.client.clientId);
    const uploads = documentTypesOf(example).map((type) => this.steps.upload(customerId, type));
    const body = this.marked(withDocuments(example, await Promise.all(uploads)));
    if (customerType === 'INDIVIDUAL')
      Object.assign(body.personalDetails as Body, { aliases: [LISTED.name] });
    const path = `/customers/${customerId}/onboarding`;
    expect((await this.partner('POST', path, { ...body, tenantId: this.marker() })).status).toBe(422);
    expect((await this.partner('POST', `${path}/preflight`, body)).status).toBe(200);
    expect((await this.partner('POST', path, body)).status).toBe(202);
    return { customerId, path };
  }

  private async answerAll(path: string): Promise<void> {
    const { requirements } = await this.until(path, ({ status }) => status === 'MISSING_INFO_REQUIRED');
    const { partnerAttestation } = exampleBody('kyc-submission', this.client.clientId);
    const answers = requirements
      .filter(({ status }) => status === 'OPEN')
      .map(({ requirementId }) => ({ requirementId, value: this.marker() }));
    const answer = await this.partner('POST', `${path}/additional-info`, { answers, partnerAttestation });
    expect(answer.status).toBe(202);
  }

  private async partner(method: 'GET' | 'POST', path: string, body?: unknown) {
    const answer = await this.client.request({ method, path, body });
    this.answers.push(answer.text);
    return answer;
  }

  private until(path: string, isReached: (found: Case) => boolean): Promise<Case> {
    return eventually(async () => {
      const found = (await this.partner('GET', path)).json<Case>();
      if (!isReached(found)) throw new Error(`the case is ${found.status}`);
      return found;
    }, PATIENCE);
  }

  /** The case, once operators can decide it: in processing, and every check of the round made. */
  private referredCase(customerId: string): Promise<string> {
    return eventually(async () => {
      const { data } = await this.operator<{ data: ReferredCase[] }>(
        'rita',
        `/cases?customerId=${customerId}`,
      );
      const [{ caseId, ...found }] = data as [ReferredCase];
      expect(found).toMatchObject({ status: 'PROCESSING', awaiting: 'OCEAFIN' });
      const { checks } = await this.operator<{ checks: { status: string }[] }>('rita', `/cases/${caseId}`);
      expect(checks.length > 0 && checks.every(({ status }) => status !== 'PENDING')).toBe(true);
      return caseId;
    }, PATIENCE);
  }

  private async confirmHit(caseId: string, rationale: string): Promise<void> {
    const { checks } = await this.operator<{ checks: ScreeningCheck[] }>('rita', `/cases/${caseId}`);
    const hit = checks.find(({ status, type }) => type === 'SCREENING' && status === 'REFER');
    expect(hit?.evidence.hits).toMatchObject([{ entryId: LISTED.entryId }]);
    const path = `/cases/${caseId}/checks/${hit!.checkId}/resolve`;
    const resolved = await this.operator('rita', path, { disposition: 'TRUE_MATCH', rationale });
    expect(resolved).toMatchObject({ status: 'FAIL', disposition: 'TRUE_MATCH' });
  }

  private async decide(caseId: string, decision: Body): Promise<void> {
    const { status } = await this.operator<{ status: string }>(
      'rita',
      `/cases/${caseId}/decisions`,
      decision,
    );
    expect(status).toBe('APPLIED');
  }

  /** Reads where there is nothing to send but `claim`. */
  private async operator<T>(who: string, path: string, body?: Body): Promise<T> {
    const isAct = body !== undefined || path.endsWith('/claim');
    const answer = await this.caller.operator(this.stack.operatorToken(who), {
      method: isAct ? 'POST' : 'GET',
      path: `/operator/v1${path}`,
      body,
      expect: [200, 201],
    });
    return answer.json<T>();
  }
}

interface ReferredCase {
  readonly caseId: string;
  readonly status: string;
  readonly awaiting: string | null;
}

interface ScreeningCheck {
  readonly checkId: string;
  readonly type: string;
  readonly status: string;
  readonly evidence: { readonly hits?: readonly object[] };
}

interface Case {
  readonly status: string;
  readonly requirements: readonly { requirementId: string; status: string }[];
}
