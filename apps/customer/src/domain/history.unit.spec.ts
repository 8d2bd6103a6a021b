import {
  CustomerApproved,
  CustomerCreated,
  CustomerRejected,
  CustomerSubmitted,
  FileAvailable,
  FileRejected,
  type HistoryEntry,
  MissingInfoAnswered,
  MissingInfoRequired,
  ProcessingStarted,
  RequirementsDue,
  ReverificationRequired,
  SubmissionWithdrawn,
} from '@oceafin/contracts';
import type { Customer, CustomerInput } from './customer';
import { decide } from './decide';
import { evolve, replay } from './evolve';
import { fileFacts, onboardingFacts } from './facts';

const customerId = CustomerCreated.golden.customerId;
const create: CustomerInput = { kind: 'create', customerId, partnerCustomerRef: 'cust-100001' };
const submitted = onboardingFacts.CustomerSubmitted(CustomerSubmitted.golden);
const processing = onboardingFacts.ProcessingStarted(ProcessingStarted.golden);
const missing = onboardingFacts.MissingInfoRequired(MissingInfoRequired.golden);
const answered = onboardingFacts.MissingInfoAnswered(MissingInfoAnswered.golden);
const approved = onboardingFacts.CustomerApproved(CustomerApproved.golden);
const rejected = onboardingFacts.CustomerRejected(CustomerRejected.golden);
const withdrawn = onboardingFacts.SubmissionWithdrawn(SubmissionWithdrawn.golden);
const due = onboardingFacts.RequirementsDue(RequirementsDue.golden);
const suspend: CustomerInput = { kind: 'suspend' };
const reinstate: CustomerInput = { kind: 'reinstate' };
const close: CustomerInput = { kind: 'close', reason: 'PARTNER_REQUEST' };
const reverification = { status: 'APPROVED' as const, reverification: true };

const at = (n: number): string => new Date(Date.UTC(2026, 5, 28) + n * 1000).toISOString();

function history(...inputs: CustomerInput[]): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let customer: Customer | null = null;
  inputs.forEach((input, n) => {
    for (const entry of decide(customer, input, { eventId: `event-${n}`, at: at(n) })) {
      entries.push(entry);
      customer = evolve(customer, entry);
    }
  });
  return entries;
}

const told = (entries: HistoryEntry[]) =>
  entries.map(({ sequence, eventType, from, to }) => [
    sequence,
    eventType.replace('customer.', ''),
    from,
    to,
  ]);

describe('the public history', () => {
  it('tells the journey from DRAFT over MISSING_INFO_REQUIRED to APPROVED', () => {
    const file = fileFacts.FileAvailable(FileAvailable.golden);
    const entries = history(
      create,
      file,
      submitted,
      processing,
      missing,
      answered,
      submitted,
      processing,
      approved,
    );
    expect(told(entries)).toEqual([
      [1, 'created', null, 'DRAFT'],
      [2, 'file.available', null, null],
      [3, 'onboarding.submitted', 'DRAFT', 'SUBMITTED'],
      [4, 'onboarding.processing', 'SUBMITTED', 'PROCESSING'],
      [5, 'onboarding.missing_info_required', 'PROCESSING', 'MISSING_INFO_REQUIRED'],
      [6, 'onboarding.requirements_updated', null, null],
      [7, 'onboarding.submitted', 'MISSING_INFO_REQUIRED', 'SUBMITTED'],
      [8, 'onboarding.processing', 'SUBMITTED', 'PROCESSING'],
      [9, 'onboarding.approved', 'PROCESSING', 'APPROVED'],
    ]);
  });

  it('gives each event type the data of section 7 and nothing else', () => {
    const entries = history(
      create,
      fileFacts.FileRejected(FileRejected.golden),
      submitted,
      processing,
      missing,
      answered,
      submitted,
      processing,
      rejected,
      close,
    );
    const data = entries.map(({ payload }) => payload.data);
    const round = { submissionId: submitted.submissionId, round: 1 };
    expect(data[0]).toEqual({ sequence: 1, status: 'DRAFT' });
    expect(data[1]).toEqual({
      sequence: 2,
      status: 'DRAFT',
      fileAssetId: FileRejected.golden.fileAssetId,
      documentType: 'PASSPORT',
      sha256: FileRejected.golden.sha256,
      reason: 'FILE_CORRUPT',
    });
    expect(data[2]).toEqual({ sequence: 3, status: 'SUBMITTED', ...round });
    expect(data[3]).toEqual({ sequence: 4, status: 'PROCESSING', ...round });
    expect(data[4]).toEqual({
      sequence: 5,
      status: 'MISSING_INFO_REQUIRED',
      ...round,
      requirements: MissingInfoRequired.golden.requirements,
    });
    expect(data[5]).toEqual({
      sequence: 6,
      status: 'MISSING_INFO_REQUIRED',
      ...round,
      requirements: MissingInfoAnswered.golden.requirements,
    });
    expect(data[8]).toEqual({
      sequence: 9,
      status: 'REJECTED',
      ...round,
      reasons: [{ code: 'AGE_BELOW_MINIMUM' }],
      retryability: 'RETRYABLE',
    });
    expect(data[9]).toEqual({ sequence: 10, status: 'CLOSED' });
    expect(entries.map(({ payload }) => payload.resource.resourceType)).toEqual([
      'CUSTOMER',
      'FILE',
      'SUBMISSION',
      'SUBMISSION',
      'SUBMISSION',
      'SUBMISSION',
      'SUBMISSION',
      'SUBMISSION',
      'SUBMISSION',
      'CUSTOMER',
    ]);
    expect(entries[8]?.reasons).toEqual([{ code: 'AGE_BELOW_MINIMUM' }]);
    expect(entries[9]?.reasons).toEqual([{ code: 'PARTNER_REQUEST' }]);
    for (const entry of entries) {
      expect(entry.payload).toMatchObject({ eventId: entry.eventId, occurredAt: entry.at });
      expect(entry.payload.eventType).toBe(entry.eventType);
    }
  });

  it('reminds of what is due without changing anything', () => {
    const entries = history(create, submitted, processing, missing, due, answered);
    expect(told(entries)[4]).toEqual([5, 'onboarding.requirements_due', null, null]);
    expect(entries[4]?.payload).toMatchObject({
      resource: { resourceType: 'SUBMISSION', resourceId: submitted.submissionId },
      data: { sequence: 5, status: 'MISSING_INFO_REQUIRED', submissionId: submitted.submissionId, round: 1 },
    });
    expect(Object.keys(entries[4]?.payload.data ?? {})).toHaveLength(4);
    expect(() => history(create, submitted, due)).toThrow(/requirements_due/);
  });

  it('masks what onboarding decides during a suspension and shows it at reinstatement', () => {
    const entries = history(create, submitted, processing, suspend, approved, reinstate);
    expect(told(entries).slice(3)).toEqual([
      [4, 'suspended', 'PROCESSING', 'SUSPENDED'],
      [5, 'onboarding.approved', null, null],
      [6, 'reinstated', 'SUSPENDED', 'APPROVED'],
    ]);
    expect(entries[4]?.payload.data).toMatchObject({ status: 'SUSPENDED', reasons: [], retryability: null });
    expect(entries[3]?.reasons).toEqual([{ code: 'PLATFORM_CONTROL' }]);
  });

  it('reinstates to DRAFT what was withdrawn while the suspension was on its way', () => {
    const entries = history(create, submitted, suspend, withdrawn, reinstate);
    expect(told(entries).at(-1)).toEqual([5, 'reinstated', 'SUSPENDED', 'DRAFT']);
  });

  it('stays CLOSED whatever crosses the closure', () => {
    const entries = history(create, close, submitted, processing, rejected);
    expect(told(entries).slice(2)).toEqual([
      [3, 'onboarding.submitted', null, null],
      [4, 'onboarding.processing', null, null],
      [5, 'onboarding.rejected', null, null],
    ]);
    expect(replay(entries)).toMatchObject({ status: 'CLOSED', onboardingStatus: 'REJECTED', sequence: 5 });
    expect(entries.at(-1)?.payload.data.status).toBe('CLOSED');
  });

  it('keeps APPROVED through a re-verification with a due date', () => {
    const entries = history(
      create,
      submitted,
      processing,
      approved,
      onboardingFacts.ReverificationRequired(ReverificationRequired.golden),
      onboardingFacts.CustomerSubmitted({ ...CustomerSubmitted.golden, ...reverification }),
      onboardingFacts.ProcessingStarted({ ...ProcessingStarted.golden, status: 'APPROVED' }),
      onboardingFacts.CustomerApproved({ ...CustomerApproved.golden, ...reverification }),
    );
    expect(told(entries).slice(4)).toEqual([
      [5, 'onboarding.reverification_required', null, null],
      [6, 'onboarding.submitted', null, null],
      [7, 'onboarding.processing', null, null],
      [8, 'onboarding.reverification_completed', null, null],
    ]);
    expect(replay(entries)?.status).toBe('APPROVED');
    expect(entries[7]?.payload.data).toEqual({
      sequence: 8,
      status: 'APPROVED',
      submissionId: submitted.submissionId,
      round: 1,
    });
  });

  it('withdraws a resubmission back to REJECTED and lets it be submitted again', () => {
    const back = onboardingFacts.SubmissionWithdrawn({ ...SubmissionWithdrawn.golden, status: 'REJECTED' });
    const entries = history(create, submitted, processing, rejected, submitted, back, submitted);
    expect(told(entries).at(-1)).toEqual([7, 'onboarding.submitted', 'REJECTED', 'SUBMITTED']);
  });

  it.each([
    ['suspending a DRAFT', [create, suspend]],
    ['suspending twice', [create, submitted, suspend, suspend]],
    ['suspending a REJECTED', [create, submitted, processing, rejected, suspend]],
    ['reinstating what is not suspended', [create, reinstate]],
    ['closing twice', [create, close, close]],
    ['reinstating a closed customer', [create, close, reinstate]],
    ['patching a suspended customer', [create, submitted, suspend, { kind: 'patch' }]],
    ['patching a closed customer', [create, close, { kind: 'patch' }]],
    ['creating twice', [create, create]],
  ] as [string, CustomerInput[]][])('refuses %s, naming action and state', (_, inputs) => {
    expect(() => history(...inputs)).toThrow(/action '\w+' is not allowed while the customer is [A-Z]+/);
  });

  it('closes a suspended customer', () => {
    expect(told(history(create, submitted, suspend, close)).at(-1)).toEqual([
      4,
      'closed',
      'SUSPENDED',
      'CLOSED',
    ]);
  });

  it('adds nothing for a patch', () => {
    expect(history(create, { kind: 'patch' })).toHaveLength(1);
  });

  it('never lets its times go back', () => {
    const [first] = decide(null, create, { eventId: 'a', at: at(10) });
    const [second] = decide(evolve(null, first!), close, { eventId: 'b', at: at(3) });
    expect(second?.at).toBe(at(10));
    expect(second?.payload.occurredAt).toBe(at(10));
  });
});
