import type { CustomerStatus, PublicEventType } from '@oceafin/contracts';

/** A command that the customer's status doesn't allow. Safe to show: names the action and the state. */
export class ActionNotAllowedError extends Error {
  constructor(
    readonly action: string,
    readonly status: CustomerStatus,
  ) {
    super(`The action '${action}' is not allowed while the customer is ${status}.`);
    this.name = 'ActionNotAllowedError';
  }
}

/** A fact that no legal history of the customer contains: it never changes the status silently. */
export class IllegalFactError extends Error {
  constructor(
    readonly customerId: string,
    readonly eventType: PublicEventType,
    from: string,
    to: string,
  ) {
    super(`Customer ${customerId}: ${eventType} can't take the onboarding status from ${from} to ${to}.`);
    this.name = 'IllegalFactError';
  }
}
