import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditLine, AuditTrail } from '../ports/audit-trail';

const PAGE = `
  SELECT audit_id AS "auditId", at, operator, role, action, case_id AS "caseId", customer_id AS "customerId",
         detail, hash
    FROM operator_audit
   WHERE audit_id > $1 AND ($2::uuid IS NULL OR customer_id = $2)
   ORDER BY audit_id LIMIT $3`;

@Injectable()
export class PgAuditTrail extends AuditTrail {
  override async page(
    tx: EntityManager,
    customerId: string | undefined,
    after: number | null,
    count: number,
  ): Promise<AuditLine[]> {
    const values = [after ?? 0, customerId ?? null, count];
    const rows = await tx.query<(Omit<AuditLine, 'at' | 'auditId'> & { at: Date; auditId: string })[]>(
      PAGE,
      values,
    );
    return rows.map((row) => ({ ...row, auditId: Number(row.auditId), at: row.at.toISOString() }));
  }
}
