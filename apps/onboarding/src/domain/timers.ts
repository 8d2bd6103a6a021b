import type { CaseState } from './case-state';

/** STEP: the next step of processing. */
export type TimerKind = 'STEP';

export interface Timing {
  /** A round is in processing at least this long before it is decided. */
  readonly processingMinMs: number;
}

/** When time alone must move the case on; RFC 3339, by the database's clock. */
export function timersOf(state: CaseState, timing: Timing): Partial<Record<TimerKind, string>> {
  if (state.control === 'CLOSED') return {};
  if (state.stage === 'SUBMITTED' && state.evidence) return { STEP: state.evidence.submittedAt };
  if (state.stage === 'PROCESSING' && !state.referral) return { STEP: judgeableAt(state, timing) };
  return {};
}

/** The earliest moment at which the round may be decided. */
export function judgeableAt(state: CaseState, timing: Timing): string {
  const since = state.processingSince ? Date.parse(state.processingSince) : 0;
  return new Date(since + timing.processingMinMs).toISOString();
}
