import { TOPICS } from '@oceafin/contracts';
import type { Evidence, Head, HistoryEntry, LogRecord } from './evidence';

export const CUSTOMER = '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11';
export const FILE = '6c9f4c0e-52d1-4a65-8c5e-7b4b9b1b0a01';
export const SUBMISSION = '77b0a6a4-5c0a-4f7e-a2b6-3f8b8b9c0d01';
export const REQUIREMENT = '3e2a4c71-9a1b-4c4d-8e8f-1b2c3d4e5f01';
const DIGEST = 'd'.repeat(64);
const metadata = { sandboxOutcome: 'missing_document', renamedTo: 'Jane' };

type Mutable<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? Map<K, Mutable<V>>
    : T extends ReadonlySet<infer E>
      ? Set<E>
      : T extends readonly (infer E)[]
        ? Mutable<E>[]
        : T extends object
          ? { -readonly [P in keyof T]: Mutable<T[P]> }
          : T;
export type Plantable = Mutable<Evidence>;

const file = () => ({ fileAssetId: FILE, customerId: CUSTOMER, sha256: 'a'.repeat(64), status: 'AVAILABLE' });

const history: HistoryEntry[] = [
  { eventType: 'customer.created', from: null, to: 'DRAFT', onboardingStatus: 'DRAFT', fact: null },
  {
    ...{ eventType: 'customer.file.available', from: null, to: null, onboardingStatus: 'DRAFT' },
    fact: `customer.file.available ${FILE}`,
  },
  {
    ...{ eventType: 'customer.onboarding.submitted', from: 'DRAFT', to: 'SUBMITTED' },
    ...{ onboardingStatus: 'SUBMITTED', fact: `customer.onboarding.submitted ${SUBMISSION}#1 SUBMITTED` },
  },
  {
    ...{ eventType: 'customer.onboarding.processing', from: 'SUBMITTED', to: 'PROCESSING' },
    ...{ onboardingStatus: 'PROCESSING', fact: `customer.onboarding.processing ${SUBMISSION}#1 PROCESSING` },
  },
].map((entry, index) => ({ sequence: index + 1, eventId: `event-${index + 1}`, ...entry }));

function topic(name: string, records: Partial<LogRecord>[]): LogRecord[] {
  return records.map((record, index) => ({
    ...{ topic: name, partition: 0, offset: index, key: CUSTOMER, version: index + 1 },
    ...{ id: `${name} ${index + 1}`, name: 'Event', ...record },
  }));
}

const sources: Head[] = [
  { topic: TOPICS.customer.name, key: CUSTOMER, version: 4 },
  { topic: TOPICS.file.name, key: CUSTOMER, version: 2 },
  { topic: TOPICS.onboarding.name, key: CUSTOMER, version: 2 },
];
const public_: Head[] = [TOPICS.partner, TOPICS.customerState].map(({ name }) => ({
  topic: name,
  key: CUSTOMER,
  version: 4,
}));

const app = (name: string, outboxHeads: Head[], applied: Head[]): Evidence['messaging'][number] => ({
  ...{ app: name, outboxHeads, outboxLeft: [], parked: [] },
  inboxHeads: applied.map((head) => ({ ...head, consumer: `oceafin.${name}.policies` })),
});

/** One customer on whom everything agrees; each test plants one kind of damage. */
export function wholeEvidence(): Plantable {
  const [ofCustomer, ofFile, ofOnboarding] = sources as [Head, Head, Head];
  const status = 'PROCESSING';
  const evidence: Evidence = {
    acknowledged: [
      {
        ...{
          customerId: CUSTOMER,
          partnerCustomerRef: 'ref-1',
          displayName: 'Jane',
          metadata,
          closed: false,
          sequence: 4,
        },
        files: [file()],
        submissions: [{ submissionId: SUBMISSION, round: 1 }],
        answers: [{ requirementId: REQUIREMENT, fileAssetId: FILE, submissionId: SUBMISSION }],
        endsIn: status,
      },
    ],
    answered: [
      { key: 'create', status: 201, sha256: 'c'.repeat(64) },
      { key: 'submit', status: 202, sha256: 'e'.repeat(64) },
    ],
    answers: [
      {
        ...{ app: 'customer', key: 'create', status: 201, sha256: 'c'.repeat(64) },
        mark: { customerId: CUSTOMER, version: 1 },
      },
      {
        ...{ app: 'onboarding', key: 'submit', status: 202, sha256: 'e'.repeat(64) },
        mark: { customerId: CUSTOMER, version: 1 },
      },
    ],
    spent: ['nonce-1', 'nonce-2'],
    access: {
      marks: [
        { app: 'customer', customerId: CUSTOMER, version: 1 },
        { app: 'onboarding', customerId: CUSTOMER, version: 1 },
      ],
      nonces: new Set(['nonce-1', 'nonce-2', 'nonce-of-a-read']),
    },
    messaging: [
      app('customer', [ofCustomer, ...public_], [ofFile, ofOnboarding]),
      app('file', [ofFile], [ofCustomer, ofOnboarding]),
      app('onboarding', [ofOnboarding], [ofCustomer, ofFile]),
    ],
    log: [
      ...topic(
        TOPICS.customer.name,
        history.map((entry) => ({ entry })),
      ),
      ...topic(
        TOPICS.partner.name,
        history.map((entry) => ({ entry: { ...entry, from: null, to: null } })),
      ),
      ...topic(
        TOPICS.customerState.name,
        ['DRAFT', 'DRAFT', 'SUBMITTED', status].map((one, index) => ({
          snapshot: { status: one, sequence: index + 1 },
        })),
      ),
      ...topic(TOPICS.file.name, [
        { name: 'FileReceived' },
        { name: 'FileAvailable', fact: history[1]!.fact! },
      ]),
      ...topic(TOPICS.onboarding.name, [
        { fact: history[2]!.fact!, evidence: { submissionId: SUBMISSION, digest: DIGEST } },
        { fact: history[3]!.fact! },
      ]),
    ],
    customer: {
      customers: [{ customerId: CUSTOMER, partnerCustomerRef: 'ref-1', displayName: 'Jane', metadata }],
      histories: new Map([[CUSTOMER, history]]),
      statuses: new Map([[CUSTOMER, { status, onboardingStatus: status, sequence: 4 }]]),
    },
    file: { controls: new Map([[CUSTOMER, 'NONE']]), files: new Map([[FILE, file()]]) },
    onboarding: {
      ...{ statuses: new Map([[CUSTOMER, status]]), caseStatuses: new Map([[CUSTOMER, status]]) },
      files: new Map([[FILE, file()]]),
      submissions: [{ customerId: CUSTOMER, submissionId: SUBMISSION, round: 1, digest: DIGEST }],
      answers: [{ customerId: CUSTOMER, requirementId: REQUIREMENT }],
      overdue: [],
    },
    api: {
      customers: new Map([[CUSTOMER, { status, sequence: 4, displayName: 'Jane', metadata }]]),
      submissions: new Map([
        [SUBMISSION, { evidenceDigest: DIGEST, computed: DIGEST, fileAssetIds: [FILE] }],
      ]),
      timelines: new Map([[CUSTOMER, history]]),
    },
  };
  return structuredClone(evidence) as Plantable;
}
