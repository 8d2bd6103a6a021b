import type { CustomerStatus, OnboardingStatus } from '@oceafin/contracts';
import { blockingOpen, type CaseState, type Party } from './case-state';

/** What onboarding says: a re-verification with a due date leaves an approved customer APPROVED. */
export function onboardingStatusOf(state: CaseState): OnboardingStatus {
  return state.reverification?.dueAt ? 'APPROVED' : state.stage;
}

/** What partners see: controls mask the onboarding status, they don't erase it. */
export function publicStatusOf(state: CaseState): CustomerStatus {
  return state.control === 'NONE' ? onboardingStatusOf(state) : state.control;
}

/** Who is waited for, null where nobody is. */
export function awaitingOf(state: CaseState): Party | null {
  if (state.control === 'CLOSED') return null;
  if (state.control === 'SUSPENDED') return 'OCEAFIN';
  switch (state.stage) {
    case 'DRAFT':
      return 'PARTNER';
    case 'SUBMITTED':
    case 'PROCESSING':
      return 'OCEAFIN';
    case 'MISSING_INFO_REQUIRED':
      return blockingOpen(state.requirements).length > 0 ? 'PARTNER' : 'OCEAFIN';
    case 'APPROVED':
    case 'REJECTED':
      return null;
  }
}

const AUTOMATIC_MS = 60_000;
const REVIEW_MS = 24 * 60 * 60 * 1000;

/** When a decision may be expected: a minute by rules, a day once people must look; null where none is due. */
export function expectedDecisionAt(state: CaseState): string | null {
  if (state.control === 'CLOSED' || !state.current) return null;
  if (state.stage !== 'SUBMITTED' && state.stage !== 'PROCESSING') return null;
  const [from, allowance] = state.referral
    ? [state.referral.at, REVIEW_MS]
    : [state.current.submittedAt, AUTOMATIC_MS];
  return new Date(Date.parse(from) + allowance).toISOString();
}
