import { Injectable } from '@nestjs/common';
import type { OperatorRole } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { Operator } from '../auth/operator';
import { type AuditRow, chainedHash } from './audit-chain';

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

const ADD = `
  WITH moved AS (UPDATE operator_audit_head SET audit_id = $1, hash = $2)
  INSERT INTO operator_audit (audit_id, at, operator, subject, role, action, case_id, customer_id, detail, hash)
  SELECT "auditId", at, operator, subject, role, action, "caseId", "customerId", detail, hash
    FROM jsonb_to_recordset($3) AS one ("auditId" bigint, at timestamptz, operator text, subject text, role text,
         action text, "caseId" uuid, "customerId" uuid, detail jsonb, hash text)`;

/** Every view and act of operators, each entry chained to the one before by its hash. */
@Injectable()
export class AuditLog {
  /** Adds an entry in the act's own transaction (worker role), last in it: entries of all operators wait in line here. */
  async record(tx: EntityManager, entry: AuditEntry): Promise<RecordedAct> {
    const [recorded] = await this.recordAll(tx, [entry]);
    return recorded!;
  }

  /** Adds entries in their order, at least one, holding the line no longer than for one. */
  async recordAll(tx: EntityManager, entries: readonly AuditEntry[]): Promise<RecordedAct[]> {
    const [head] = await tx.query<{ auditId: string; hash: string; at: Date }[]>(
      `SELECT audit_id AS "auditId", hash, date_trunc('milliseconds', clock_timestamp()) AS at
         FROM operator_audit_head FOR UPDATE`,
    );
    const last = { auditId: Number(head!.auditId), hash: head!.hash };
    const rows = chained(entries, last, head!.at.toISOString());
    const { auditId, hash } = rows.at(-1)!;
    await tx.query(ADD, [auditId, hash, JSON.stringify(rows)]);
    return rows.map(({ caseId: _, detail: __, ...recorded }) => recorded);
  }
}

type ChainedRow = AuditRow & RecordedAct;

function chained(
  entries: readonly AuditEntry[],
  last: { readonly auditId: number; readonly hash: string },
  at: string,
): ChainedRow[] {
  let { auditId, hash } = last;
  return entries.map(({ operator, action, caseId = null, customerId = null, detail = {} }) => {
    const { name, subject, role } = operator;
    auditId += 1;
    const row = { auditId, at, operator: name, subject, role, action, caseId, customerId, detail };
    hash = chainedHash(hash, row);
    return { ...row, hash };
  });
}
