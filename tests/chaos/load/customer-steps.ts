import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { exampleBody, type NamedDocument, withDocuments } from '../../../tools/journey/bodies';
import { type Document, pdf, png } from '../../../tools/journey/documents';
import type { Random } from '../schedule/random';
import type { Acknowledged, AcknowledgedCustomer } from './acknowledged';
import { JourneyBroken } from './call';
import type { Operator } from './operator';
import type { Partner } from './partner';

interface Shown {
  readonly status: string;
  readonly sequence: number;
  readonly displayName: string;
}

export interface Case {
  readonly status: string;
  readonly round: number;
  readonly requirements: readonly Requirement[];
}

interface Requirement {
  readonly requirementId: string;
  readonly status: string;
  readonly severity: string;
  readonly anyOf?: readonly string[];
}

export interface NewCustomer {
  readonly ref: string;
  readonly outcome?: string;
  /** How often the first look is at another app than the one that created it. */
  readonly elsewhere?: number;
}

const AFTER_SUBMISSION = ['SUBMITTED', 'PROCESSING', 'MISSING_INFO_REQUIRED', 'APPROVED', 'REJECTED'];
const POLL_MS = 1_500;
const CONTROLS_SEEN = 0.25;
const CONTROLS_TRIED = 0.05;

/** What a partner does with one customer; every answer is judged by what was acknowledged before it. */
export class CustomerSteps {
  constructor(
    private readonly partner: Partner,
    private readonly acknowledged: Acknowledged,
    private readonly random: Random,
    readonly customer: AcknowledgedCustomer,
  ) {}

  static async create(
    partner: Partner,
    acknowledged: Acknowledged,
    random: Random,
    { ref, outcome = 'approve', elsewhere = 1 }: NewCustomer,
  ): Promise<CustomerSteps> {
    const displayName = `Customer ${ref}`;
    const metadata = { sandboxOutcome: outcome };
    const answer = await partner.call({
      ...{ method: 'POST', path: '/customers', expect: [200, 201], of: ref },
      body: {
        ...{ partnerCustomerRef: ref, customerType: 'INDIVIDUAL', displayName },
        metadata,
      },
    });
    const { customerId } = answer.json<{ customerId: string }>();
    const customer = acknowledged.customer(customerId, ref, displayName, metadata);
    const steps = new CustomerSteps(partner, acknowledged, random, customer);
    await steps.seeAnywhere(elsewhere);
    return steps;
  }

  get path(): string {
    return `/customers/${this.customer.customerId}`;
  }

  /** The next request, on whichever app, knows the customer. @param elsewhere how often another app is asked */
  async seeAnywhere(elsewhere = 1): Promise<void> {
    const asksElsewhere = this.random.next() < elsewhere;
    const place = this.random.pick(asksElsewhere ? ['/onboarding', '/files'] : ['', '/timeline']);
    await this.get(this.path + place);
    this.acknowledged.counts.readsJudged += 1;
  }

  async patch(): Promise<void> {
    const displayName = `${this.customer.displayName}'`;
    const metadata = { ...this.customer.metadata, renamedTo: displayName };
    const body = { displayName, metadata: { renamedTo: displayName } };
    await this.partner.call({
      ...{ method: 'PATCH', path: this.path, body, expect: [200] },
      of: this.customer.customerId,
    });
    Object.assign(this.customer, { displayName, metadata });
    await this.look((shown) => shown.displayName === displayName, `display name ${displayName}`);
  }

  /** @param elsewhere how often another app is asked whether it takes anything from the closed customer */
  async close(elsewhere = 1): Promise<void> {
    await this.partner.call({
      ...{ method: 'POST', path: `${this.path}/close`, body: {}, expect: [200] },
      of: this.customer.customerId,
    });
    this.customer.closed = true;
    await this.look(({ status }) => status === 'CLOSED', 'CLOSED');
    await this.refusesMutations(this.random.next() < elsewhere);
    this.customer.endsIn = 'CLOSED';
  }

  /** An operator suspends or reinstates; the partner sees it, sometimes on another app first. */
  async control(operator: Operator, act: 'suspend' | 'reinstate', becomes: string): Promise<void> {
    const { customerId } = this.customer;
    const answer = await operator.act(`/customers/${customerId}/${act}`, { reason: 'chaos' }, customerId);
    const { status } = answer.json<{ status: string }>();
    if (status !== becomes) throw this.contradiction('stale', `${status} instead of ${becomes}`);
    if (this.random.next() < CONTROLS_SEEN) await this.look((shown) => shown.status === becomes, becomes);
    if (act === 'suspend' && this.random.next() < CONTROLS_TRIED) await this.refusesMutations(true);
  }

  /** As `control`, where onboarding goes on meanwhile: to whatever it says now. */
  async reinstate(operator: Operator): Promise<void> {
    const { customerId } = this.customer;
    const answer = await operator.act(`/customers/${customerId}/reinstate`, { reason: 'chaos' }, customerId);
    const { status } = answer.json<{ status: string }>();
    if (!AFTER_SUBMISSION.includes(status)) throw this.contradiction('stale', `reinstated as ${status}`);
  }

  /** Whatever app is asked, a closed or suspended customer takes nothing. */
  async refusesMutations(isElsewhere: boolean): Promise<void> {
    const of = this.customer.customerId;
    const evidence = { ...exampleBody('kyc-submission', this.partner.clientId), supportingDocuments: [] };
    const upload = { documentType: 'OTHER', ...pdf('late.pdf', 'late') };
    const mutation = isElsewhere
      ? this.random.pick([
          { method: 'POST' as const, path: `${this.path}/onboarding`, body: evidence },
          { method: 'POST' as const, path: `${this.path}/files`, upload },
        ])
      : { method: 'PATCH' as const, path: this.path, body: { displayName: 'Nobody' } };
    const answer = await this.partner.call({ ...mutation, expect: [200, 201, 202, 409], of });
    this.acknowledged.counts.readsJudged += 1;
    if (answer.status !== 409) throw this.contradiction('stale', `${mutation.path} taken all the same`);
  }

  async upload(documentType: string): Promise<NamedDocument> {
    const document = documentOf(documentType);
    const sha256 = createHash('sha256').update(document.file).digest('hex');
    const answer = await this.partner.call({
      ...{ method: 'POST', path: `${this.path}/files`, expect: [201], of: this.customer.customerId },
      upload: { documentType, ...document, sha256 },
    });
    const { fileAssetId } = answer.json<{ fileAssetId: string }>();
    this.customer.files.push({ fileAssetId, sha256 });
    await this.until(
      `${this.path}/files/${fileAssetId}`,
      (file: { status: string; reason: string | null }) => {
        if (file.status === 'REJECTED') throw this.contradiction('unexpected', `file ${file.reason}`);
        return file.status === 'AVAILABLE';
      },
    );
    return { documentType, fileAssetId };
  }

  /** Gives the customer a document of another one, which was scanned there. */
  async link({ documentType, fileAssetId: source }: NamedDocument): Promise<NamedDocument> {
    const answer = await this.partner.call({
      ...{ method: 'POST', path: `${this.path}/files`, expect: [201], of: this.customer.customerId },
      body: { fileAssetId: source, documentType },
    });
    const { fileAssetId, sha256, status } =
      answer.json<Record<'fileAssetId' | 'sha256' | 'status', string>>();
    if (status !== 'AVAILABLE') throw this.contradiction('stale', `link to an AVAILABLE file is ${status}`);
    this.customer.files.push({ fileAssetId, sha256 });
    return { documentType, fileAssetId };
  }

  /** @param documents none: the case will ask for them */
  async submit(documents: readonly NamedDocument[]): Promise<void> {
    const { sequence: before } = await this.look(() => true, '');
    const example = exampleBody('kyc-submission', this.partner.clientId);
    const body =
      documents.length > 0 ? withDocuments(example, documents) : { ...example, supportingDocuments: [] };
    const answer = await this.partner.call({
      ...{ method: 'POST', path: `${this.path}/onboarding`, body, expect: [202] },
      of: this.customer.customerId,
    });
    const { submissionId, round } = answer.json<{ submissionId: string; round: number }>();
    await this.beganRound(submissionId, round, before);
  }

  async answerFor(found: Case): Promise<void> {
    const { sequence: before } = await this.look(() => true, '');
    const open = found.requirements.filter(
      ({ status, severity }) => status === 'OPEN' && severity === 'BLOCKING',
    );
    const answers = [];
    for (const { requirementId, anyOf } of open) {
      const { documentType, fileAssetId } = await this.upload(anyOf?.[0] ?? 'PROOF_OF_ADDRESS');
      const issuedOn = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
      answers.push({ requirementId, value: { documentType, fileAssetId, issuedOn } });
    }
    const { partnerAttestation } = exampleBody('kyc-submission', this.partner.clientId);
    const answer = await this.partner.call({
      ...{ method: 'POST', path: `${this.path}/onboarding/additional-info`, expect: [202] },
      body: { answers, partnerAttestation },
      of: this.customer.customerId,
    });
    const { submissionId, round } = answer.json<{ submissionId: string; round: number }>();
    for (const { requirementId, value } of answers) {
      this.customer.answers.push({ requirementId, fileAssetId: value.fileAssetId, submissionId });
    }
    await this.beganRound(submissionId, round, before);
  }

  /** Takes the round back; one that is decided already ends as it was decided. */
  async withdraw(): Promise<void> {
    const answer = await this.partner.call({
      ...{ method: 'POST', path: `${this.path}/onboarding/withdraw`, expect: [200, 409] },
      of: this.customer.customerId,
    });
    if (answer.status === 409) return this.endIn((await this.settled()).status);
    const { status } = answer.json<{ status: string }>();
    await this.look((shown) => shown.status === status, `${status} after the withdrawal`);
    this.customer.endsIn = status;
  }

  /** Waits until the current round has come to something. */
  async settled(): Promise<Case> {
    const round = this.customer.submissions.at(-1)!.round;
    return this.until(`${this.path}/onboarding`, (found: Case) => {
      if (found.round < round) throw this.contradiction('stale', `round ${found.round} after ${round}`);
      return found.status !== 'SUBMITTED' && found.status !== 'PROCESSING';
    });
  }

  async endIn(status: string): Promise<void> {
    await this.shows(status);
    this.customer.endsIn = status;
  }

  /** Waits until the customer is shown in that status. */
  async shows(status: string): Promise<void> {
    await this.until(this.path, (shown: Shown) => shown.status === status);
  }

  private async beganRound(submissionId: string, round: number, before: number): Promise<void> {
    this.customer.submissions.push({ submissionId, round });
    await this.look(
      ({ status, sequence }) => sequence > before && AFTER_SUBMISSION.includes(status),
      `round ${round} after sequence ${before}`,
    );
  }

  /** One read of the customer, which must show what was acknowledged, and never less than was seen. */
  private async look(shows: (shown: Shown) => boolean, what: string): Promise<Shown> {
    const shown = await this.get<Shown>(this.path);
    this.acknowledged.counts.readsJudged += 1;
    const { customer } = this;
    if (!shows(shown)) {
      throw this.contradiction('stale', `${shown.status} #${shown.sequence} instead of ${what}`);
    }
    if (shown.sequence < customer.sequence) {
      throw this.contradiction('stale', `sequence ${shown.sequence} after ${customer.sequence}`);
    }
    customer.sequence = shown.sequence;
    return shown;
  }

  private async until<T>(path: string, isReached: (found: T) => boolean): Promise<T> {
    const deadline = Date.now() + this.partner.patienceMs;
    for (;;) {
      const found = await this.get<T>(path);
      if (isReached(found)) return found;
      if (Date.now() > deadline) {
        throw this.contradiction('stuck', `GET ${path}: still ${JSON.stringify(found).slice(0, 200)}`);
      }
      await sleep(POLL_MS);
    }
  }

  private async get<T>(path: string): Promise<T> {
    const { customerId } = this.customer;
    return (await this.partner.call({ method: 'GET', path, expect: [200], of: customerId })).json<T>();
  }

  private contradiction(kind: 'stale' | 'stuck' | 'unexpected', what: string): JourneyBroken {
    this.acknowledged.blame(kind, this.customer.customerId, what);
    return new JourneyBroken(what);
  }
}

function documentOf(documentType: string): Document {
  return documentType === 'PASSPORT' ? png('passport.png') : pdf('document.pdf', `${Math.random()}`);
}
