import { Problem } from '@oceafin/platform';
import { ActionNotAllowedError } from '../domain';
import { UnknownCustomerError } from '../ledger/ledger';

/** Runs a partner's command and tells the domain's refusals as problems. */
export async function asPartner<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ActionNotAllowedError) {
      throw new Problem('PARTNER_RESOURCE_STATE_INVALID', { detail: error.message });
    }
    if (error instanceof UnknownCustomerError) throw new Problem('PARTNER_CUSTOMER_NOT_FOUND');
    throw error;
  }
}

/** The found customer, or the one 404 for absent and foreign alike. */
export function found<T>(customer: T | null): T {
  if (customer === null) throw new Problem('PARTNER_CUSTOMER_NOT_FOUND');
  return customer;
}
