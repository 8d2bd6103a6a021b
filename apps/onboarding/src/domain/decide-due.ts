import type { CaseEvent } from './case-events';
import type { CaseState } from './case-state';
import type { Ground } from './commands';
import { inRound } from './guards';
import { conclude, NO_CHANGES } from './requirements';
import { dueAtOf, reminderAt } from './timers';

/**
 * An overdue re-verification takes the approval from the customer and goes on like one at once, with no due date: the
 * one that has passed would reject in the same moment. Overdue answers end in a rejection that may be retried.
 */
export function passDueDate(state: CaseState, ground: Ground): CaseEvent[] {
  const dueAt = dueAtOf(state);
  if (state.control !== 'NONE' || !state.evidence || !dueAt || ground.at < dueAt) return [];
  const round = inRound(state.evidence, ground.at);
  if (state.reverification?.dueAt) {
    const changed = state.requirements
      .filter((one) => one.status === 'OPEN' && one.dueAt !== null && one.dueAt <= ground.at)
      .map((one) => ({ ...one, dueAt: null }));
    const requirements = { ...NO_CHANGES, changed };
    return [{ type: 'ReverificationRequired', ...round, dueAt: null, requirements }];
  }
  return [
    {
      type: 'CustomerRejected',
      ...round,
      decisionId: ground.newId(),
      decidedBy: 'RULES',
      confirmedBy: null,
      reasons: ['INFORMATION_NOT_PROVIDED'],
      internalReasons: [],
      retryability: 'RETRYABLE',
      requirements: conclude(state.requirements, 'WAIVED', ground.at),
    },
  ];
}

/** Reminds of everything open that is due when the first of it is. */
export function remind(state: CaseState, ground: Ground): CaseEvent[] {
  const [dueAt, at] = [dueAtOf(state), reminderAt(state)];
  if (state.control !== 'NONE' || !state.evidence || !dueAt || !at || ground.at < at) return [];
  const due = state.requirements.filter((one) => one.status === 'OPEN' && one.dueAt === dueAt);
  return [{ type: 'RequirementsReminded', ...inRound(state.evidence, ground.at), dueAt, due }];
}
