import {
  CUSTOMER_STATUSES,
  type CustomerStatus,
  ONBOARDING_STATUSES,
  type OnboardingStatus,
  PUBLIC_EVENT_TYPES,
  type PublicEventType,
} from '@oceafin/contracts';
import type { Customer, CustomerInput, OnboardingFact } from './customer';
import { decide } from './decide';
import { evolve } from './evolve';
import { TRANSITIONS } from './transitions';

/** Section 4 of the contract, written out apart from the code: `from → to: causes`. */
const LEGAL: Readonly<Record<string, readonly string[]>> = {
  'DRAFT → SUBMITTED': ['onboarding.submitted'],
  'DRAFT → CLOSED': ['closed'],
  'SUBMITTED → PROCESSING': ['onboarding.processing'],
  'SUBMITTED → DRAFT': ['onboarding.withdrawn'],
  'SUBMITTED → MISSING_INFO_REQUIRED': ['onboarding.withdrawn'],
  'SUBMITTED → REJECTED': ['onboarding.withdrawn'],
  'SUBMITTED → SUSPENDED': ['suspended'],
  'SUBMITTED → CLOSED': ['closed'],
  'PROCESSING → APPROVED': ['onboarding.approved', 'onboarding.reverification_completed'],
  'PROCESSING → REJECTED': ['onboarding.rejected', 'onboarding.withdrawn'],
  'PROCESSING → MISSING_INFO_REQUIRED': ['onboarding.missing_info_required', 'onboarding.withdrawn'],
  'PROCESSING → DRAFT': ['onboarding.withdrawn'],
  'PROCESSING → SUSPENDED': ['suspended'],
  'PROCESSING → CLOSED': ['closed'],
  'MISSING_INFO_REQUIRED → SUBMITTED': ['onboarding.submitted'],
  'MISSING_INFO_REQUIRED → REJECTED': ['onboarding.rejected'],
  'MISSING_INFO_REQUIRED → SUSPENDED': ['suspended'],
  'MISSING_INFO_REQUIRED → CLOSED': ['closed'],
  'REJECTED → SUBMITTED': ['onboarding.submitted'],
  'REJECTED → CLOSED': ['closed'],
  'APPROVED → MISSING_INFO_REQUIRED': [
    'onboarding.missing_info_required',
    'onboarding.reverification_required',
  ],
  'APPROVED → SUSPENDED': ['suspended'],
  'APPROVED → CLOSED': ['closed'],
  'SUSPENDED → DRAFT': ['reinstated'],
  'SUSPENDED → SUBMITTED': ['reinstated'],
  'SUSPENDED → PROCESSING': ['reinstated'],
  'SUSPENDED → MISSING_INFO_REQUIRED': ['reinstated'],
  'SUSPENDED → APPROVED': ['reinstated'],
  'SUSPENDED → REJECTED': ['reinstated'],
  'SUSPENDED → CLOSED': ['closed'],
};

const stamp = { eventId: '4f3b5d82-0b2c-4d5e-9f90-2c3d4e5f6a01', at: '2026-06-28T00:00:00.000Z' };

function customerIn(
  status: CustomerStatus,
  underneath: OnboardingStatus,
  over?: Partial<Customer>,
): Customer {
  return {
    customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
    partnerCustomerRef: 'cust-1',
    status,
    onboardingStatus: underneath,
    retryability: 'RETRYABLE',
    roundBeganIn: null,
    sequence: 7,
    at: stamp.at,
    statusChangedAt: stamp.at,
    ...over,
  };
}

const isOnboardingStatus = (status: CustomerStatus): status is OnboardingStatus =>
  (ONBOARDING_STATUSES as readonly string[]).includes(status);

/** The input that would raise `cause` with the status `to`, with every condition met; null where none could. */
function inputFor(cause: PublicEventType, to: CustomerStatus): CustomerInput | null {
  if (cause === 'customer.suspended') return { kind: 'suspend' };
  if (cause === 'customer.reinstated') return { kind: 'reinstate' };
  if (cause === 'customer.closed') return { kind: 'close', reason: 'PARTNER_REQUEST' };
  if (!cause.startsWith('customer.onboarding.') || !isOnboardingStatus(to)) return null;
  return {
    kind: 'onboarding',
    cause,
    status: to,
    submissionId: '77b0a6a4-5c0a-4f7e-a2b6-3f8b8b9c0d01',
    round: 1,
    reasons: [{ code: 'INFORMATION_NOT_PROVIDED' }],
    retryability: 'RETRYABLE',
  };
}

/** The visible move that `cause` makes from `from` to `to`, or null when it makes none. */
function attempt(from: CustomerStatus, to: CustomerStatus, cause: PublicEventType): string | null {
  const input = inputFor(cause, to);
  if (!input) return null;
  const underneath = isOnboardingStatus(from) ? from : isOnboardingStatus(to) ? to : 'APPROVED';
  const customer = customerIn(from, underneath, { roundBeganIn: isOnboardingStatus(to) ? to : null });
  try {
    const [entry] = decide(customer, input, stamp);
    if (!entry || entry.to === null) return null;
    expect(evolve(customer, entry).status).toBe(entry.to);
    return `${entry.from} → ${entry.to}`;
  } catch {
    return null;
  }
}

describe('the transition table', () => {
  for (const from of CUSTOMER_STATUSES) {
    for (const to of CUSTOMER_STATUSES) {
      const pair = `${from} → ${to}`;
      const expected = LEGAL[pair] ?? [];
      it(`${pair}: ${expected.join(', ') || 'never'}`, () => {
        const causes = PUBLIC_EVENT_TYPES.filter((cause) => attempt(from, to, cause) === pair);
        expect(causes.map((cause) => cause.replace('customer.', '')).sort()).toEqual([...expected].sort());
        const inTable = TRANSITIONS.filter((move) => move.from === from && move.to === to);
        expect(inTable.map((move) => move.cause.replace('customer.', '')).sort()).toEqual(
          [...expected].sort(),
        );
      });
    }
  }
});

describe('the conditions of the table', () => {
  const fact = (over: Partial<OnboardingFact>): OnboardingFact => ({
    kind: 'onboarding',
    cause: 'customer.onboarding.submitted',
    status: 'SUBMITTED',
    submissionId: '77b0a6a4-5c0a-4f7e-a2b6-3f8b8b9c0d01',
    round: 2,
    ...over,
  });

  it('refuses a resubmission after a FINAL rejection', () => {
    const customer = customerIn('REJECTED', 'REJECTED', { retryability: 'FINAL' });
    expect(() => decide(customer, fact({}), stamp)).toThrow(/REJECTED to SUBMITTED/);
  });

  it('takes a reopened rejection, and the resubmission after it', () => {
    const customer = customerIn('REJECTED', 'REJECTED', { retryability: 'FINAL' });
    const reopened = fact({
      cause: 'customer.onboarding.rejected',
      status: 'REJECTED',
      retryability: 'RETRYABLE',
    });
    const [first] = decide(customer, reopened, stamp);
    expect(first).toMatchObject({ from: null, to: null });
    const [second] = decide(evolve(customer, first!), fact({}), stamp);
    expect(second).toMatchObject({ from: 'REJECTED', to: 'SUBMITTED' });
  });

  it('refuses a second rejection that reopens nothing', () => {
    const again = fact({
      cause: 'customer.onboarding.rejected',
      status: 'REJECTED',
      retryability: 'RETRYABLE',
    });
    expect(() => decide(customerIn('REJECTED', 'REJECTED'), again, stamp)).toThrow(/REJECTED to REJECTED/);
  });

  it('rejects from MISSING_INFO_REQUIRED only as overdue', () => {
    const customer = customerIn('MISSING_INFO_REQUIRED', 'MISSING_INFO_REQUIRED');
    const rejected = { cause: 'customer.onboarding.rejected', status: 'REJECTED' } as const;
    const reasons = [{ code: 'INFORMATION_NOT_PROVIDED' }];
    expect(() => decide(customer, fact({ ...rejected, reasons, retryability: 'FINAL' }), stamp)).toThrow();
    expect(() =>
      decide(
        customer,
        fact({ ...rejected, reasons: [{ code: 'IDENTITY_NOT_VERIFIED' }], retryability: 'RETRYABLE' }),
        stamp,
      ),
    ).toThrow();
    expect(decide(customer, fact({ ...rejected, reasons, retryability: 'RETRYABLE' }), stamp)).toHaveLength(
      1,
    );
  });

  it('withdraws only to where the round began', () => {
    const customer = customerIn('PROCESSING', 'PROCESSING', { roundBeganIn: 'MISSING_INFO_REQUIRED' });
    const withdrawn = { cause: 'customer.onboarding.withdrawn' } as const;
    expect(() => decide(customer, fact({ ...withdrawn, status: 'DRAFT' }), stamp)).toThrow();
    expect(decide(customer, fact({ ...withdrawn, status: 'MISSING_INFO_REQUIRED' }), stamp)).toHaveLength(1);
  });
});
