import { randomUUID } from 'node:crypto';
import type { FileRejectionReason, FileStatus } from '@oceafin/contracts';
import { eventually, SignedClient } from '@oceafin/testing';
import { openRequirements } from '../../../tools/journey/answers';
import { documentTypesOf, exampleBody, withDocuments } from '../../../tools/journey/bodies';
import { Caller } from '../../../tools/journey/caller';
import { pdf } from '../../../tools/journey/documents';
import { type OnboardingCase, PartnerSteps } from '../../../tools/journey/partner-steps';
import { consoleTimeline } from '../../../tools/journey/timeline';
import { holdInspections } from './held-inspections';
import type { RunningStack } from './running-stack';

const HOSTILE = 'PASSPORT';

interface CaseWithDocuments extends OnboardingCase {
  readonly documents: readonly {
    fileAssetId: string;
    status: FileStatus;
    reason: FileRejectionReason | null;
  }[];
}

/** Somebody whose passport holds a script, and is submitted before it has been scanned. */
export class CustomerWithScript {
  private readonly client: SignedClient;
  private readonly steps: PartnerSteps;
  private readonly evidence;
  private customerId = '';
  private fileAssetId = '';

  constructor(
    private readonly stack: RunningStack,
    timeoutMs: number,
  ) {
    this.client = new SignedClient({ ...stack.partner, retryForMs: timeoutMs });
    const clock = (): number => performance.now();
    const timeline = consoleTimeline(() => undefined, false);
    const deadlineMs = clock() + timeoutMs;
    this.steps = new PartnerSteps(
      new Caller({ client: this.client, ingress: stack.ingress, timeline, clock, deadlineMs }),
    );
    this.evidence = exampleBody('kyc-submission', this.client.clientId);
  }

  /** What the case shows of the passport while it waits for its scan, and what lets the scan go on. */
  async submit(): Promise<{ shown: unknown; letScan: () => void }> {
    const customer = { partnerCustomerRef: randomUUID(), customerType: 'INDIVIDUAL', displayName: 'Ada' };
    ({ customerId: this.customerId } = await this.steps.create(customer, 201));
    const sound = documentTypesOf(this.evidence).filter((type) => type !== HOSTILE);
    const uploaded = await Promise.all(sound.map((type) => this.steps.upload(this.customerId, type)));
    const { release } = await holdInspections(this.stack.dist);
    try {
      this.fileAssetId = await this.uploadScript();
      const named = [...uploaded, { documentType: HOSTILE, fileAssetId: this.fileAssetId }];
      const round = await this.steps.submit(this.customerId, withDocuments(this.evidence, named));
      const { documents } = await this.case(round, 'PROCESSING');
      return { shown: this.ofPassport(documents), letScan: release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** What the case then shows of the passport, and what it asks for. */
  async rejected(): Promise<{ shown: unknown; asked: readonly unknown[] }> {
    const found = await this.case(1, 'MISSING_INFO_REQUIRED');
    const asked = openRequirements(found.requirements).map(({ code, kind }) => ({ code, kind }));
    return { shown: this.ofPassport(found.documents), asked };
  }

  /** Answers with another passport, as the requirement says of itself; gives how it ended. */
  async answer(): Promise<string> {
    const found = await this.case(1, 'MISSING_INFO_REQUIRED');
    const round = await this.steps.answer(this.customerId, found, this.evidence);
    return (await this.steps.settled(this.customerId, round, ['APPROVED', 'REJECTED'])).status;
  }

  private async uploadScript(): Promise<string> {
    const script = pdf('passport.pdf', randomUUID(), '/OpenAction << /S /JavaScript /JS (app.alert(1)) >> ');
    const answer = await this.client.upload(`/customers/${this.customerId}/files`, {
      documentType: HOSTILE,
      ...script,
    });
    return answer.json<{ fileAssetId: string }>().fileAssetId;
  }

  private case(round: number, status: string): Promise<CaseWithDocuments> {
    const path = `/customers/${this.customerId}/onboarding`;
    return eventually(
      async () => {
        const found = (await this.client.request({ method: 'GET', path })).json<CaseWithDocuments>();
        if (found.status !== status || found.round !== round) throw new Error(`the case is ${found.status}`);
        return found;
      },
      { timeoutMs: 60_000 },
    );
  }

  private ofPassport(documents: CaseWithDocuments['documents']): unknown {
    const { status, reason } = documents.find(({ fileAssetId }) => fileAssetId === this.fileAssetId) ?? {};
    return { status, reason };
  }
}
