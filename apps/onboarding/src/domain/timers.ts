import { blockingOpen, type CaseState } from './case-state';

/** STEP: the next step of processing. REMIND: the partner's time is nearly over. DUE: it is over. EXPIRY: a document's is. */
export type TimerKind = 'STEP' | 'REMIND' | 'DUE' | 'EXPIRY';

export interface Timing {
  /** A round is in processing at least this long before it is decided. */
  readonly processingMinMs: number;
}

/** When time alone must move the case on; RFC 3339, by the database's clock. */
export function timersOf(state: CaseState, timing: Timing): Partial<Record<TimerKind, string>> {
  if (state.control === 'CLOSED') return {};
  if (state.stage === 'SUBMITTED' && state.evidence) return { STEP: state.evidence.submittedAt };
  if (state.stage === 'PROCESSING' && !state.referral) return { STEP: judgeableAt(state, timing) };
  if (state.control !== 'NONE') return {};
  const timers = { REMIND: reminderAt(state), DUE: dueAtOf(state), EXPIRY: expiryAt(state) };
  return Object.fromEntries(Object.entries(timers).filter(([, at]) => at !== null));
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A reminder comes a week before the due date; where less time was given, a day before; then none. */
const REMINDER_DAYS = [7, 1];

function daysBefore(instant: string, days: number): string {
  return new Date(Date.parse(instant) - days * DAY_MS).toISOString();
}

/** When the partner is reminded of what is due; null where it never is, or was. */
export function reminderAt(state: CaseState): string | null {
  const dueAt = dueAtOf(state);
  if (!dueAt || state.remindedOf === dueAt) return null;
  const due = state.requirements.filter((one) => one.status === 'OPEN' && one.dueAt === dueAt);
  const raisedAt = due
    .map((one) => one.history.at(-1)!.at)
    .sort()
    .at(-1);
  if (raisedAt === undefined) return null;
  return REMINDER_DAYS.map((days) => daysBefore(dueAt, days)).find((at) => at > raisedAt) ?? null;
}

/** An approved customer is verified again this long before a document that it needs expires. */
const EXPIRY_NOTICE_DAYS = 30;

/** When the expiry of a document calls for another; null where none is known to expire. */
export function expiryAt(state: CaseState): string | null {
  const expiresOn = state.evidence?.expiresOn;
  if (state.stage !== 'APPROVED' || state.reverification || !expiresOn) return null;
  return daysBefore(endOfDay(expiresOn), EXPIRY_NOTICE_DAYS);
}

/**
 * The day on which documents expire, where the re-verification that is under way asks for others; null where none is,
 * or it asks for something else.
 */
export function renewalDay({ reverification, requirements }: CaseState): string | null {
  const dueAt = reverification?.dueAt;
  const isAsked = requirements.some(
    (one) => one.code === 'REVERIFICATION' && one.origin === 'RULES' && one.dueAt === dueAt,
  );
  return dueAt && isAsked ? dueAt.slice(0, 10) : null;
}

export function endOfDay(date: string): string {
  return `${date}T23:59:59.999Z`;
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
