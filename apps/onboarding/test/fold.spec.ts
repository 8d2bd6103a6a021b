import { type CaseEvent, type CaseState, evolve, newCase } from '../src/domain';

/** The state that the events alone lead to. */
export function foldOf(identity: CaseState, events: readonly CaseEvent[]): CaseState {
  const { caseId, customerId, partnerId, customerType } = identity;
  return events.reduce(evolve, newCase({ caseId, customerId, partnerId, customerType }));
}
