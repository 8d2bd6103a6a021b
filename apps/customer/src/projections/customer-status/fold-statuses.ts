import type { CustomerCreated, CustomerStatusChanged } from '@oceafin/contracts';
import { type Customer, evolve } from '../../domain';
import type { StatusRow } from './status-row';

/** `data` of any event on `oceafin.customer.events`. */
export type CustomerEvent = CustomerStatusChanged & Partial<CustomerCreated>;

/** The log of a customer lacks an entry, or doesn't begin with its creation. */
export class IncompleteHistoryError extends Error {
  constructor({ customerId, entry }: CustomerEvent, wanted: number) {
    super(`Customer ${customerId}: entry ${entry.sequence} follows where entry ${wanted} should.`);
    this.name = 'IncompleteHistoryError';
  }
}

/**
 * Folds events, in the order of the log, into the rows they belong to; what was folded before is skipped.
 * @param rows by customer, as they are so far; changed in place
 * @returns how many events were new
 * @throws IncompleteHistoryError
 */
export function foldStatuses(rows: Map<string, StatusRow>, events: Iterable<CustomerEvent>): number {
  let count = 0;
  for (const event of events) {
    const row = rows.get(event.customerId);
    const wanted = (row?.sequence ?? 0) + 1;
    if (event.entry.sequence < wanted) continue;
    if (event.entry.sequence > wanted) throw new IncompleteHistoryError(event, wanted);
    rows.set(event.customerId, row ? next(row, event) : first(event));
    count += 1;
  }
  return count;
}

function first(event: CustomerEvent): StatusRow {
  const { customerId, partnerId, partnerCustomerRef, customerType, entry } = event;
  if (partnerCustomerRef === undefined || customerType === undefined) {
    throw new Error(`Customer ${customerId}: the first entry isn't its creation.`);
  }
  return {
    customerId,
    partnerId,
    partnerCustomerRef,
    customerType,
    createdAt: entry.at,
    ...seen(evolve(null, entry)),
  };
}

function next(row: StatusRow, { entry }: CustomerEvent): StatusRow {
  const before: Customer = { ...row, at: row.lastEntryAt };
  return { ...row, ...seen(evolve(before, entry)) };
}

function seen(
  customer: Customer,
): Omit<StatusRow, 'customerId' | 'partnerId' | 'partnerCustomerRef' | 'customerType' | 'createdAt'> {
  const { status, onboardingStatus, retryability, roundBeganIn, sequence, statusChangedAt, at } = customer;
  return { status, onboardingStatus, retryability, roundBeganIn, sequence, statusChangedAt, lastEntryAt: at };
}
