import type { AcknowledgedCustomer } from '../load/acknowledged';
import { type Told, VIEWS } from './views';

const [profile, list, timeline, files, onboarding] = VIEWS.map(
  ({ contradiction }) => contradiction,
) as unknown as ((shown: unknown, told: Told) => string | undefined)[];

const told: Told = {
  customer: {
    ...{
      customerId: 'c',
      partnerCustomerRef: 'r',
      displayName: 'Jane',
      metadata: {},
      answers: [],
      closed: false,
    },
    ...{
      files: [{ fileAssetId: 'f', sha256: 'aa' }],
      submissions: [{ submissionId: 's', round: 1 }],
      sequence: 3,
    },
  } satisfies AcknowledgedCustomer,
  sequence: 3,
};
const suspended: Told = { ...told, control: 'SUSPENDED' };
const shown = { displayName: 'Jane', sequence: 4, status: 'PROCESSING' };
const told4 = [
  { sequence: 1, eventType: 'customer.created', to: 'DRAFT' },
  { sequence: 2, eventType: 'customer.file.available', to: null },
  { sequence: 3, eventType: 'customer.onboarding.submitted', to: 'SUBMITTED' },
  { sequence: 4, eventType: 'customer.suspended', to: 'SUSPENDED' },
];
const file = { fileAssetId: 'f', sha256: 'aa', status: 'AVAILABLE' };

describe('what a partner sees', () => {
  it('may be further on than what it was told', () => {
    expect(profile!(shown, told)).toBeUndefined();
    expect(list!({ data: [shown] }, told)).toBeUndefined();
    expect(timeline!({ data: told4 }, suspended)).toBeUndefined();
    expect(timeline!({ data: told4.slice(0, 3) }, told)).toBeUndefined();
    expect(files!({ data: [file] }, told)).toBeUndefined();
    expect(onboarding!({ status: 'APPROVED', round: 1 }, told)).toBeUndefined();
  });

  it.each([
    ['an older name', () => profile!({ ...shown, displayName: 'Joan' }, told)],
    ['an older sequence', () => profile!({ ...shown, sequence: 2 }, told)],
    ['the status before the submission', () => profile!({ ...shown, status: 'DRAFT' }, told)],
    ['no suspension', () => profile!(shown, suspended)],
    ['a suspension that is over', () => list!({ data: [{ ...shown, status: 'SUSPENDED' }] }, told)],
    ['an empty list', () => list!({ data: [] }, told)],
    ['a shorter timeline', () => timeline!({ data: told4.slice(0, 2) }, told)],
    ['a gap', () => timeline!({ data: told4.filter(({ sequence }) => sequence !== 3) }, suspended)],
    ['a timeline without the submission', () => timeline!({ data: untold(2) }, suspended)],
    ['a timeline without the file', () => timeline!({ data: untold(1) }, suspended)],
    ['a timeline before the suspension', () => timeline!({ data: told4.slice(0, 3) }, suspended)],
    ['no file', () => files!({ data: [] }, told)],
    ['a file with another digest', () => files!({ data: [{ ...file, sha256: 'bb' }] }, told)],
    ['a file as it was before', () => files!({ data: [{ ...file, status: 'PENDING_SCAN' }] }, told)],
    ['an earlier round', () => onboarding!({ status: 'PROCESSING', round: 0 }, told)],
    ['onboarding without the suspension', () => onboarding!({ status: 'PROCESSING', round: 1 }, suspended)],
  ])('is contradicted by %s', (_, look) => {
    expect(look()).toBeDefined();
  });
});

/** The timeline with another event in place of one. */
const untold = (at: number): object[] =>
  told4.map((entry, index) => (index === at ? { ...entry, eventType: 'customer.other' } : entry));
