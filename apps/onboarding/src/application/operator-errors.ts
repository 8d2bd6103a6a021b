import { Problem } from '@oceafin/platform';
import { ActionNotAllowed, CheckUnknown, DecisionNotPending, SamePerson } from '../domain';

/** A domain error as the operator is told of it; anything else is thrown on as it is. */
export async function tellingOperator<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ActionNotAllowed) {
      throw new Problem('OPERATOR_STATE_INVALID', { detail: error.message });
    }
    if (error instanceof DecisionNotPending && error.known) {
      throw new Problem('OPERATOR_STATE_INVALID', { detail: error.message });
    }
    if (error instanceof DecisionNotPending || error instanceof CheckUnknown) {
      throw new Problem('OPERATOR_RESOURCE_NOT_FOUND', { detail: error.message });
    }
    if (error instanceof SamePerson) throw new Problem('OPERATOR_ROLE_DENIED', { detail: error.message });
    throw error;
  }
}

export function caseNotFound(): Problem {
  return new Problem('OPERATOR_RESOURCE_NOT_FOUND', { detail: 'There is no such case.' });
}

export function notClaimed(): Problem {
  return new Problem('OPERATOR_STATE_INVALID', { detail: 'Claim the case first.' });
}
