import type { EntityManager } from 'typeorm';

/** A line of the audit log, exactly as auditors see it. */
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
