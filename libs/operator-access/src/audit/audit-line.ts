import type { OperatorRole } from '@oceafin/contracts';
import type { Operator } from '../auth/operator';
import type { AuditRow } from './audit-chain';

export interface AuditEntry {
  readonly operator: Operator;
  /** What was done or viewed, for instance `case.view`, `case.decide`. */
  readonly action: string;
  readonly caseId?: string;
  readonly customerId?: string;
  /** Codes, ids and what the operator wrote; JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A line as the one audit log of all apps is told of it: without what the operator wrote. */
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

/** `$1`: lines as JSON, with their hashes. */
export const ADD_LINES = `
  INSERT INTO operator_audit (audit_id, at, operator, subject, role, action, case_id, customer_id, detail, hash)
  SELECT "auditId", at, operator, subject, role, action, "caseId", "customerId", detail, hash
    FROM jsonb_to_recordset($1) AS one ("auditId" bigint, at timestamptz, operator text, subject text, role text,
         action text, "caseId" uuid, "customerId" uuid, detail jsonb, hash text)`;

type Line = AuditRow & Pick<RecordedAct, 'role'>;

/** @param at RFC 3339, UTC, milliseconds */
export function lineOf(entry: AuditEntry, auditId: number, at: string): Line {
  const { operator, action, caseId = null, customerId = null, detail = {} } = entry;
  const { name, subject, role } = operator;
  return { auditId, at, operator: name, subject, role, action, caseId, customerId, detail };
}

export function toldOf({ caseId: _, detail: __, ...told }: Line & { readonly hash: string }): RecordedAct {
  return told;
}
