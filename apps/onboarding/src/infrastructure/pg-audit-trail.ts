import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditLine, AuditTrail, type SealedText } from '../ports/audit-trail';
import { Evidence } from '../ports/evidence';

const PAGE = `
  SELECT audit_id AS "auditId", at, operator, role, action, case_id AS "caseId", customer_id AS "customerId",
         detail, hash
    FROM operator_audit
   WHERE audit_id > $1 AND ($2::uuid IS NULL OR customer_id = $2)
   ORDER BY audit_id LIMIT $3`;

type Detail = Readonly<Record<string, unknown>>;
type Line = Omit<AuditLine, 'detail'> & { readonly detail: Detail };

@Injectable()
export class PgAuditTrail extends AuditTrail {
  constructor(private readonly evidence: Evidence) {
    super();
  }

  override async page(
    tx: EntityManager,
    customerId: string | undefined,
    after: number | null,
    count: number,
  ): Promise<AuditLine[]> {
    const values = [after ?? 0, customerId ?? null, count];
    const rows = await tx.query<(Omit<Line, 'at' | 'auditId'> & { at: Date; auditId: string })[]>(
      PAGE,
      values,
    );
    const lines = rows.map((row) => ({ ...row, auditId: Number(row.auditId), at: row.at.toISOString() }));
    const texts = await this.texts(tx, lines);
    return lines.map((line) => ({ ...line, detail: opened(line.detail, texts) }));
  }

  /** The sealed texts of the lines, by note id. */
  private async texts(tx: EntityManager, lines: readonly Line[]): Promise<ReadonlyMap<string, string>> {
    const sealed = lines.filter(({ detail, customerId }) => customerId && isSealed(detail.rationale));
    const found = new Map<string, string>();
    for (const customerId of new Set(sealed.map((line) => line.customerId!))) {
      const own = sealed.filter((line) => line.customerId === customerId);
      const ids = own.map(({ detail }) => (detail.rationale as SealedText).noteId);
      for (const [id, text] of await this.evidence.notes(tx, { customerId }, ids)) found.set(id, text);
    }
    return found;
  }
}

function isSealed(value: unknown): value is SealedText {
  return typeof value === 'object' && value !== null && 'noteId' in value;
}

function opened(detail: Detail, texts: ReadonlyMap<string, string>): Detail {
  const { rationale } = detail;
  return isSealed(rationale) ? { ...detail, rationale: texts.get(rationale.noteId) ?? null } : detail;
}
