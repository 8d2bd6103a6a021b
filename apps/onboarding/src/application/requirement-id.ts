import { v5 } from 'uuid';

/** The id of a case's requirement: the same question keeps its id in every round, and preflight tells it beforehand. */
export function requirementId(caseId: string, key: string): string {
  return v5(key, caseId);
}
