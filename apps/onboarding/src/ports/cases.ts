import type { EntityManager } from 'typeorm';
import type { CaseCommand, CaseEvent, CaseState } from '../domain';

/** Which case: every customer has exactly one. */
export type CaseKey = { readonly customerId: string } | { readonly caseId: string };

export interface CaseChange {
  readonly before: CaseState;
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
  /** The customer's last version on this app's topic. */
  readonly version: number;
}

/** What the queue shows of a case beside its state. */
export interface Opening {
  readonly at: string;
  readonly partnerCustomerRef: string;
}

/** Gives the commands to carry out on the locked case; what it throws undoes nothing but its caller's transaction. */
export type CaseWork = (state: CaseState, at: string) => CaseCommand[] | Promise<CaseCommand[]>;

/** All cases. Changes of one case happen one after the other. */
export abstract class Cases {
  /** null: no such case for this role and tenant. */
  abstract read(tx: EntityManager, key: CaseKey): Promise<CaseState | null>;

  /**
   * Locks the case until the transaction ends, carries out the commands, and stores state, history, timers and outgoing
   * events in the caller's transaction. Null where there is no such case.
   */
  abstract change(tx: EntityManager, key: CaseKey, work: CaseWork): Promise<CaseChange | null>;

  /** Opens the case of a new customer; nothing where it has one. */
  abstract open(tx: EntityManager, state: CaseState, opening: Opening): Promise<void>;
}
