import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { chainedHash } from './audit-chain';
import { ADD_LINES, type AuditEntry, lineOf, type RecordedAct, toldOf } from './audit-line';

const ADD = `
  WITH moved AS (UPDATE operator_audit_head SET audit_id = $2, hash = $3)
  ${ADD_LINES}`;

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
    await tx.query(ADD, [JSON.stringify(rows), auditId, hash]);
    return rows.map(toldOf);
  }
}

function chained(
  entries: readonly AuditEntry[],
  last: { readonly auditId: number; readonly hash: string },
  at: string,
) {
  let { auditId, hash } = last;
  return entries.map((entry) => {
    const row = lineOf(entry, (auditId += 1), at);
    hash = chainedHash(hash, row);
    return { ...row, hash };
  });
}
