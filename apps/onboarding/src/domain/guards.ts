import type { CaseState, Submission } from './case-state';
import { publicStatusOf } from './case-status';
import { ActionNotAllowed, type CaseAction } from './errors';

/** Partners act on their customers unless controls hold them. */
export function uncontrolled(state: CaseState, action: CaseAction): void {
  if (state.control !== 'NONE') throw notAllowed(state, action);
}

/** A suspended customer's case goes on being judged; a closed one's stops. */
export function notClosed(state: CaseState, action: CaseAction): void {
  if (state.control === 'CLOSED') throw notAllowed(state, action);
}

/** The round that is being judged now. */
export function roundInProcessing(state: CaseState, action: CaseAction): Submission {
  notClosed(state, action);
  if (state.stage !== 'PROCESSING' || !state.evidence) throw notAllowed(state, action);
  return state.evidence;
}

/** As above, and rules have left it to people. */
export function roundWithPeople(state: CaseState, action: CaseAction): Submission {
  const round = roundInProcessing(state, action);
  if (!state.referral) throw notAllowed(state, action, 'rules are still judging this round');
  if (state.pending) throw notAllowed(state, action, 'a decision awaits confirmation');
  return round;
}

export function notAllowed(state: CaseState, action: CaseAction, why?: string): ActionNotAllowed {
  return new ActionNotAllowed(action, publicStatusOf(state), why);
}

/** The members that every event of a round has. */
export function inRound(round: Submission, at: string): { at: string; submissionId: string; round: number } {
  return { at, submissionId: round.submissionId, round: round.round };
}
