import type { FieldError } from '@oceafin/contracts';
import { Problem } from '@oceafin/platform';
import { ActionNotAllowed } from '../domain';

/** A domain error as the partner is told of it; anything else is thrown on as it is. */
export async function tellingPartner<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ActionNotAllowed) {
      throw new Problem('PARTNER_RESOURCE_STATE_INVALID', { detail: error.message });
    }
    throw error;
  }
}

/** @throws Problem PARTNER_VALIDATION_FAILED where there are errors */
export function refuseIfAny(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new Problem('PARTNER_VALIDATION_FAILED', { errors: [...errors] });
}

/** For what `customer: true` has let through and this app nevertheless doesn't know. */
export function customerNotFound(): Problem {
  return new Problem('PARTNER_CUSTOMER_NOT_FOUND');
}
