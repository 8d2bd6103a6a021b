import type { CustomerStatus, HistoryEntry, OnboardingStatus, PublicEventType } from '@oceafin/contracts';
import type { Customer, CustomerFact, CustomerInput, OnboardingFact, Stamp } from './customer';
import { ActionNotAllowedError, IllegalFactError } from './errors';
import { codesOf, publicPayload } from './public-payload';
import { isLegalActivity, isLegalMove, type TransitionFacts } from './transitions';

const PLATFORM_CONTROL = [{ code: 'PLATFORM_CONTROL' }];

/**
 * The history entries that an input adds to a customer (none or one).
 * `customer` is null before its creation.
 * @throws ActionNotAllowedError for a command that the status forbids
 * @throws IllegalFactError for a fact that can't follow this history
 */
export function decide(customer: Customer | null, input: CustomerInput, stamp: Stamp): HistoryEntry[] {
  if (input.kind === 'create') return [created(customer, input, stamp)];
  if (customer === null) throw new Error(`'${input.kind}' needs a customer.`);
  const after: Stamp = { ...stamp, at: notBefore(customer.at, stamp.at) };
  switch (input.kind) {
    case 'patch':
      if (isMasked(customer.status)) throw new ActionNotAllowedError('update', customer.status);
      return [];
    case 'suspend':
      return [controlled(customer, 'suspend', 'customer.suspended', 'SUSPENDED', PLATFORM_CONTROL, after)];
    case 'reinstate': {
      const { onboardingStatus } = customer;
      return [
        controlled(customer, 'reinstate', 'customer.reinstated', onboardingStatus, PLATFORM_CONTROL, after),
      ];
    }
    case 'close':
      return [controlled(customer, 'close', 'customer.closed', 'CLOSED', [{ code: input.reason }], after)];
    case 'onboarding':
      return [onboarded(customer, input, after)];
    case 'file':
      return [entry(customer, input.cause, null, customer.onboardingStatus, [], after, input)];
  }
}

/** Whether a control hides what onboarding says. */
function isMasked(status: CustomerStatus): boolean {
  return status === 'SUSPENDED' || status === 'CLOSED';
}

function created(
  customer: Customer | null,
  input: { readonly customerId: string; readonly partnerCustomerRef: string },
  stamp: Stamp,
): HistoryEntry {
  if (customer !== null) throw new ActionNotAllowedError('create', customer.status);
  return {
    sequence: 1,
    eventId: stamp.eventId,
    eventType: 'customer.created',
    from: null,
    to: 'DRAFT',
    reasons: [],
    onboardingStatus: 'DRAFT',
    at: stamp.at,
    payload: publicPayload(input, 'customer.created', 1, 'DRAFT', stamp),
  };
}

function controlled(
  customer: Customer,
  action: string,
  cause: PublicEventType,
  to: CustomerStatus,
  reasons: HistoryEntry['reasons'],
  stamp: Stamp,
): HistoryEntry {
  if (!isLegalMove(customer.status, to, cause, transitionFacts(customer))) {
    throw new ActionNotAllowedError(action, customer.status);
  }
  return entry(customer, cause, to, customer.onboardingStatus, reasons, stamp);
}

function onboarded(customer: Customer, fact: OnboardingFact, stamp: Stamp): HistoryEntry {
  const from = customer.onboardingStatus;
  const facts = transitionFacts(customer, fact);
  const legal =
    from === fact.status
      ? isLegalActivity(from, fact.cause, facts)
      : isLegalMove(from, fact.status, fact.cause, facts);
  if (!legal) throw new IllegalFactError(customer.customerId, fact.cause, from, fact.status);
  const to = isMasked(customer.status) || from === fact.status ? null : fact.status;
  return entry(customer, fact.cause, to, fact.status, codesOf(fact.reasons), stamp, fact);
}

function entry(
  customer: Customer,
  eventType: PublicEventType,
  to: CustomerStatus | null,
  onboardingStatus: OnboardingStatus,
  reasons: HistoryEntry['reasons'],
  stamp: Stamp,
  fact?: CustomerFact,
): HistoryEntry {
  const sequence = customer.sequence + 1;
  const status = to ?? customer.status;
  return {
    sequence,
    eventId: stamp.eventId,
    eventType,
    from: to === null ? null : customer.status,
    to,
    reasons,
    onboardingStatus,
    at: stamp.at,
    payload: publicPayload(customer, eventType, sequence, status, stamp, fact),
  };
}

function transitionFacts(customer: Customer, fact?: OnboardingFact): TransitionFacts {
  return {
    decided: customer.retryability,
    roundBeganIn: customer.roundBeganIn,
    onboardingStatus: customer.onboardingStatus,
    reasons: fact?.reasons ?? [],
    retryability: fact?.retryability ?? null,
  };
}

/** A history's times never go back, though two sessions' clock readings may. */
function notBefore(previous: string, at: string): string {
  return at < previous ? previous : at;
}
