import type { CustomerStatus, OnboardingStatus, PublicEventType, Retryability } from '@oceafin/contracts';

/** What must hold besides `from`, `to` and `cause`. */
export type TransitionCondition =
  /** The decision that stands must be RETRYABLE. */
  | 'RETRYABLE_DECISION'
  /** The rejection must be RETRYABLE and for INFORMATION_NOT_PROVIDED. */
  | 'OVERDUE'
  /** A withdrawal leads back to the status in which the round began. */
  | 'ROUND_BEGAN_THERE'
  /** A reinstatement shows what onboarding says now. */
  | 'ONBOARDING_SAYS_SO'
  /** A FINAL rejection turns RETRYABLE. */
  | 'REOPENED';

/** A legal move of a customer's status, with the public event that tells it. */
export interface Transition<S extends CustomerStatus = CustomerStatus> {
  readonly from: S;
  readonly to: S;
  readonly cause: PublicEventType;
  readonly condition?: TransitionCondition;
}

const SUBMITTED = 'customer.onboarding.submitted';
const PROCESSING = 'customer.onboarding.processing';
const MISSING_INFO = 'customer.onboarding.missing_info_required';
const UPDATED = 'customer.onboarding.requirements_updated';
const DUE = 'customer.onboarding.requirements_due';
const APPROVED = 'customer.onboarding.approved';
const REJECTED = 'customer.onboarding.rejected';
const WITHDRAWN = 'customer.onboarding.withdrawn';
const REVERIFY = 'customer.onboarding.reverification_required';
const REVERIFIED = 'customer.onboarding.reverification_completed';

/** Moves of the onboarding status. While a control masks it they go on underneath. */
export const ONBOARDING_TRANSITIONS: readonly Transition<OnboardingStatus>[] = [
  { from: 'DRAFT', to: 'SUBMITTED', cause: SUBMITTED },
  { from: 'MISSING_INFO_REQUIRED', to: 'SUBMITTED', cause: SUBMITTED },
  { from: 'REJECTED', to: 'SUBMITTED', cause: SUBMITTED, condition: 'RETRYABLE_DECISION' },
  { from: 'SUBMITTED', to: 'PROCESSING', cause: PROCESSING },
  { from: 'PROCESSING', to: 'APPROVED', cause: APPROVED },
  { from: 'PROCESSING', to: 'APPROVED', cause: REVERIFIED },
  { from: 'PROCESSING', to: 'REJECTED', cause: REJECTED },
  { from: 'PROCESSING', to: 'MISSING_INFO_REQUIRED', cause: MISSING_INFO },
  { from: 'MISSING_INFO_REQUIRED', to: 'REJECTED', cause: REJECTED, condition: 'OVERDUE' },
  { from: 'SUBMITTED', to: 'DRAFT', cause: WITHDRAWN, condition: 'ROUND_BEGAN_THERE' },
  { from: 'SUBMITTED', to: 'MISSING_INFO_REQUIRED', cause: WITHDRAWN, condition: 'ROUND_BEGAN_THERE' },
  { from: 'SUBMITTED', to: 'REJECTED', cause: WITHDRAWN, condition: 'ROUND_BEGAN_THERE' },
  { from: 'PROCESSING', to: 'DRAFT', cause: WITHDRAWN, condition: 'ROUND_BEGAN_THERE' },
  { from: 'PROCESSING', to: 'MISSING_INFO_REQUIRED', cause: WITHDRAWN, condition: 'ROUND_BEGAN_THERE' },
  { from: 'PROCESSING', to: 'REJECTED', cause: WITHDRAWN, condition: 'ROUND_BEGAN_THERE' },
  { from: 'APPROVED', to: 'MISSING_INFO_REQUIRED', cause: REVERIFY },
  { from: 'APPROVED', to: 'MISSING_INFO_REQUIRED', cause: MISSING_INFO },
];

/** A public event that leaves the onboarding status as it is. */
export interface Activity {
  readonly status: OnboardingStatus;
  readonly cause: PublicEventType;
  readonly condition?: TransitionCondition;
}

/** Answers, changed requirements, reminders, a re-verification judged while the customer stays APPROVED, a reopening. */
const ONBOARDING_ACTIVITIES: readonly Activity[] = [
  { status: 'SUBMITTED', cause: UPDATED },
  { status: 'PROCESSING', cause: UPDATED },
  { status: 'MISSING_INFO_REQUIRED', cause: UPDATED },
  { status: 'MISSING_INFO_REQUIRED', cause: MISSING_INFO },
  { status: 'MISSING_INFO_REQUIRED', cause: DUE },
  { status: 'APPROVED', cause: SUBMITTED },
  { status: 'APPROVED', cause: PROCESSING },
  { status: 'APPROVED', cause: UPDATED },
  { status: 'APPROVED', cause: MISSING_INFO },
  { status: 'APPROVED', cause: DUE },
  { status: 'APPROVED', cause: REVERIFY },
  { status: 'APPROVED', cause: REVERIFIED },
  { status: 'REJECTED', cause: REJECTED, condition: 'REOPENED' },
];

/** Moves by the platform's and the partner's own controls. */
const CONTROL_TRANSITIONS: readonly Transition[] = [
  ...(['SUBMITTED', 'PROCESSING', 'MISSING_INFO_REQUIRED', 'APPROVED'] as const).map((from): Transition => ({
    from,
    to: 'SUSPENDED',
    cause: 'customer.suspended',
  })),
  ...(['DRAFT', 'SUBMITTED', 'PROCESSING', 'MISSING_INFO_REQUIRED', 'APPROVED', 'REJECTED'] as const).map(
    (to): Transition => ({
      from: 'SUSPENDED',
      to,
      cause: 'customer.reinstated',
      condition: 'ONBOARDING_SAYS_SO',
    }),
  ),
  ...(
    [
      'DRAFT',
      'SUBMITTED',
      'PROCESSING',
      'MISSING_INFO_REQUIRED',
      'APPROVED',
      'REJECTED',
      'SUSPENDED',
    ] as const
  ).map((from): Transition => ({ from, to: 'CLOSED', cause: 'customer.closed' })),
];

/** Every legal move of the status that partners see. */
export const TRANSITIONS: readonly Transition[] = [...ONBOARDING_TRANSITIONS, ...CONTROL_TRANSITIONS];

/** What the conditions are judged by. */
export interface TransitionFacts {
  readonly decided: Retryability | null;
  readonly roundBeganIn: OnboardingStatus | null;
  readonly onboardingStatus: OnboardingStatus;
  readonly reasons: readonly { readonly code: string }[];
  readonly retryability: Retryability | null;
}

/** Whether a status may move from `from` to `to` by `cause`, given the facts. */
export function isLegalMove(
  from: CustomerStatus,
  to: CustomerStatus,
  cause: PublicEventType,
  facts: TransitionFacts,
): boolean {
  return TRANSITIONS.some(
    (move) =>
      move.from === from && move.to === to && move.cause === cause && holds(move.condition, move.to, facts),
  );
}

/** Whether `cause` may be told while onboarding says `status` and goes on saying so. */
export function isLegalActivity(
  status: OnboardingStatus,
  cause: PublicEventType,
  facts: TransitionFacts,
): boolean {
  return ONBOARDING_ACTIVITIES.some(
    (activity) =>
      activity.status === status && activity.cause === cause && holds(activity.condition, status, facts),
  );
}

function holds(
  condition: TransitionCondition | undefined,
  to: CustomerStatus,
  facts: TransitionFacts,
): boolean {
  switch (condition) {
    case undefined:
      return true;
    case 'RETRYABLE_DECISION':
      return facts.decided === 'RETRYABLE';
    case 'OVERDUE':
      return (
        facts.retryability === 'RETRYABLE' &&
        facts.reasons.some((reason) => reason.code === 'INFORMATION_NOT_PROVIDED')
      );
    case 'ROUND_BEGAN_THERE':
      return facts.roundBeganIn === to;
    case 'ONBOARDING_SAYS_SO':
      return facts.onboardingStatus === to;
    case 'REOPENED':
      return facts.decided === 'FINAL' && facts.retryability === 'RETRYABLE';
  }
}
