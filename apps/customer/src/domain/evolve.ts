import type { HistoryEntry } from '@oceafin/contracts';
import type { Customer } from './customer';

/** The customer after one more entry of its history; `null` is the customer before the first. */
export function evolve(customer: Customer | null, entry: HistoryEntry): Customer {
  if (customer === null) return born(entry);
  return {
    ...customer,
    status: entry.to ?? customer.status,
    onboardingStatus: entry.onboardingStatus,
    retryability: retryabilityAfter(customer, entry),
    roundBeganIn: roundBegins(customer, entry) ? customer.onboardingStatus : customer.roundBeganIn,
    sequence: entry.sequence,
    at: entry.at,
    statusChangedAt: entry.to === null ? customer.statusChangedAt : entry.at,
  };
}

/** The fold of a whole history; `null` for an empty one. */
export function replay(history: Iterable<HistoryEntry>): Customer | null {
  let customer: Customer | null = null;
  for (const entry of history) customer = evolve(customer, entry);
  return customer;
}

function born(entry: HistoryEntry): Customer {
  return {
    customerId: entry.payload.customer.customerId,
    partnerCustomerRef: entry.payload.customer.partnerCustomerRef,
    status: entry.to ?? 'DRAFT',
    onboardingStatus: entry.onboardingStatus,
    retryability: null,
    roundBeganIn: null,
    sequence: entry.sequence,
    at: entry.at,
    statusChangedAt: entry.at,
  };
}

function retryabilityAfter(customer: Customer, entry: HistoryEntry): Customer['retryability'] {
  switch (entry.eventType) {
    case 'customer.onboarding.rejected':
      return entry.payload.data.retryability ?? null;
    case 'customer.onboarding.approved':
    case 'customer.onboarding.reverification_completed':
      return null;
    default:
      return customer.retryability;
  }
}

function roundBegins(customer: Customer, entry: HistoryEntry): boolean {
  return (
    entry.eventType === 'customer.onboarding.submitted' &&
    customer.onboardingStatus !== entry.onboardingStatus
  );
}
