import type { EntityManager } from 'typeorm';

/** A line of the audit log, exactly as auditors see it: sealed texts opened, null where their customer was erased. */
export interface AuditLine {
  readonly auditId: number;
  readonly at: string;
  readonly operator: string;
  readonly role: string;
  readonly action: string;
  readonly caseId: string | null;
  readonly customerId: string | null;
  readonly detail: object;
  readonly hash: string;
}

/** Stands in an entry's stored detail for a text that is sealed under the customer's key. */
export interface SealedText {
  readonly noteId: string;
  /** Of the sealed text as it is stored: the chain of hashes covers it. */
  readonly sha256: string;
}

/** Reads the audit log; writing it is operator-access' own. */
export abstract class AuditTrail {
  /** Oldest first, beginning after `after`. */
  abstract page(
    tx: EntityManager,
    customerId: string | undefined,
    after: number | null,
    count: number,
  ): Promise<AuditLine[]>;
}
