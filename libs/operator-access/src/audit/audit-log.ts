import { Injectable } from '@nestjs/common';
import type { OperatorRole } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { Operator } from '../auth/operator';
import { chainedHash } from './audit-chain';

export interface AuditEntry {
  readonly operator: Operator;
  /** What was done or viewed, for instance `case.view`, `case.decide`. */
  readonly action: string;
  readonly caseId?: string;
  readonly customerId?: string;
  /** Codes, ids and what the operator wrote; JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** An entry as the one audit log of all apps is told of it: without what the operator wrote. */
export interface RecordedAct {
  readonly auditId: number;
  readonly hash: string;
  readonly operator: string;
  readonly subject: string;
  readonly role: OperatorRole;
  readonly action: string;
  readonly customerId: string | null;
  readonly at: string;
}

/** Every view and act of operators, each entry chained to the one before by its hash. */
@Injectable()
export class AuditLog {
  /** Adds an entry in the act's own transaction (worker role), last in it: entries of all operators wait in line here. */
  async record(tx: EntityManager, entry: AuditEntry): Promise<RecordedAct> {
    const [head] = await tx.query<{ auditId: string; hash: string; at: Date }[]>(
      `SELECT audit_id + 1 AS "auditId", hash, date_trunc('milliseconds', clock_timestamp()) AS at
         FROM operator_audit_head FOR UPDATE`,
    );
    const row = {
      auditId: Number(head!.auditId),
      at: head!.at.toISOString(),
      operator: entry.operator.name,
      subject: entry.operator.subject,
      role: entry.operator.role,
      action: entry.action,
      caseId: entry.caseId ?? null,
      customerId: entry.customerId ?? null,
      detail: entry.detail ?? {},
    };
    const hash = chainedHash(head!.hash, row);
    await tx.query(
      `WITH moved AS (UPDATE operator_audit_head SET audit_id = $1, hash = $10)
       INSERT INTO operator_audit (audit_id, at, operator, subject, role, action, case_id, customer_id, detail, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        row.auditId,
        row.at,
        row.operator,
        row.subject,
        row.role,
        row.action,
        row.caseId,
        row.customerId,
        JSON.stringify(row.detail),
        hash,
      ],
    );
    const { auditId, at, operator, subject, action, customerId } = row;
    return { auditId, hash, operator, subject, role: entry.operator.role, action, customerId, at };
  }
}
