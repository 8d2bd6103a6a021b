import { blockingOpen, type CaseState } from './case-state';

/** STEP: the next step of processing. DUE: the partner's time is over. */
export type TimerKind = 'STEP' | 'DUE';

export interface Timing {
  /** A round is in processing at least this long before it is decided. */
  readonly processingMinMs: number;
}

/** When time alone must move the case on; RFC 3339, by the database's clock. */
export function timersOf(state: CaseState, timing: Timing): Partial<Record<TimerKind, string>> {
  if (state.control === 'CLOSED') return {};
  if (state.stage === 'SUBMITTED' && state.evidence) return { STEP: state.evidence.submittedAt };
  if (state.stage === 'PROCESSING' && !state.referral) return { STEP: judgeableAt(state, timing) };
  const dueAt = state.control === 'NONE' ? dueAtOf(state) : null;
  return dueAt ? { DUE: dueAt } : {};
}

/** When the partner's time to answer is over: the re-verification's, else that of the first blocking question. */
export function dueAtOf(state: CaseState): string | null {
  if (state.stage !== 'MISSING_INFO_REQUIRED') return null;
  if (state.reverification?.dueAt) return state.reverification.dueAt;
  const due = blockingOpen(state.requirements).flatMap((one) => one.dueAt ?? []);
  return due.sort()[0] ?? null;
}

/** The earliest moment at which the round may be decided. */
export function judgeableAt(state: CaseState, timing: Timing): string {
  const since = state.processingSince ? Date.parse(state.processingSince) : 0;
  return new Date(since + timing.processingMinMs).toISOString();
}
