import type { CustomerStatus, CustomerType } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { OperatorRef, Party } from '../domain';

/** A case as the operators' queue shows it. */
export interface DeskCase {
  readonly caseId: string;
  readonly customerId: string;
  readonly partnerCustomerRef: string;
  readonly partnerId: string;
  readonly customerType: CustomerType;
  readonly status: CustomerStatus;
  readonly awaiting: Party | null;
  readonly round: number;
  /** Name of the operator whose claim is live. */
  readonly assignee: string | null;
  readonly claimedUntil: string | null;
  /** The first submission, before it the customer's creation. */
  readonly openedAt: string;
  readonly updatedAt: string;
}

export interface DeskFilters {
  readonly status?: string;
  readonly awaiting?: string;
  readonly partnerCustomerRef?: string;
  readonly customerId?: string;
}

/**
 * Where a page begins: after the case with this openedAt and caseId. A case moves once, at its first submission, and to the
 * end: whoever goes from page to page by a filter may meet it again, and misses none.
 */
export type DeskPosition = readonly [openedAt: string, caseId: string];

export type ClaimResult = 'CLAIMED' | 'TAKEN' | 'UNKNOWN';

/** The operators' view over the cases of all partners. */
export abstract class CaseDesk {
  /** Oldest first. Cases that nothing was submitted for only by a filter that they fit. */
  abstract page(
    tx: EntityManager,
    filters: DeskFilters,
    after: DeskPosition | null,
    count: number,
  ): Promise<DeskCase[]>;

  abstract get(tx: EntityManager, caseId: string): Promise<DeskCase | null>;

  /** Takes or renews the claim, by the database's clock. */
  abstract claim(tx: EntityManager, caseId: string, operator: OperatorRef): Promise<ClaimResult>;

  /** Gives the operator's own claim back; false where it has none. */
  abstract release(tx: EntityManager, caseId: string, operator: OperatorRef): Promise<boolean>;

  /** True while the operator's own claim is live; the case is locked until the transaction ends. */
  abstract holds(tx: EntityManager, caseId: string, operator: OperatorRef): Promise<boolean>;

  /** Everything that happened to the case, oldest first. */
  abstract history(tx: EntityManager, caseId: string): Promise<HistoryLine[]>;
}

export interface HistoryLine {
  readonly version: number;
  readonly type: string;
  readonly round: number | null;
  readonly at: string;
  /** Codes of why rules left the round to people; only where they did. */
  readonly why?: readonly string[];
}
