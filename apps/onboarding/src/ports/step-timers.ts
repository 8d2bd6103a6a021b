import type { EntityManager } from 'typeorm';

/** The durable timers that move cases on. */
export abstract class StepTimers {
  /** The customer's next step, if it waits for one, may be due now. */
  abstract nudge(tx: EntityManager, customerId: string): Promise<void>;
  /** The case's next step isn't possible before `at` (RFC 3339). */
  abstract postpone(tx: EntityManager, caseId: string, at: string): Promise<void>;
}
