import type { AuditRow } from '@oceafin/operator-access';
import type { Client } from 'pg';

export type Line = AuditRow & { readonly hash: string };

const PAGE = `
  SELECT audit_id AS "auditId", at, operator, subject, role, action, case_id AS "caseId",
         customer_id AS "customerId", detail, hash
    FROM operator_audit WHERE audit_id > $1 ORDER BY audit_id LIMIT 1000`;

/** The next thousand lines of an app's log, in their order; none at its end. */
export async function linesAfter(client: Client, auditId: number): Promise<Line[]> {
  const { rows } = await client.query<Omit<Line, 'auditId' | 'at'> & { auditId: string; at: Date }>(PAGE, [
    auditId,
  ]);
  return rows.map((row) => ({ ...row, auditId: Number(row.auditId), at: row.at.toISOString() }));
}
