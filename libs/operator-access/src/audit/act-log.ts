import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { lineHash } from './audit-chain';
import { ADD_LINES, type AuditEntry, lineOf, type RecordedAct, toldOf } from './audit-line';

/**
 * What operators do in an app beside the one that has the audit log: a line each, whose hash covers nothing but the line, so
 * that no act waits for another. The audit log binds the line in its chain when it is told of number and hash.
 */
@Injectable()
export class ActLog {
  /** Adds a line in the act's own transaction (worker role). Numbers rise, and those of what is rolled back are left out. */
  async record(tx: EntityManager, entry: AuditEntry): Promise<RecordedAct> {
    const [next] = await tx.query<{ auditId: string; at: Date }[]>(
      `SELECT nextval('operator_audit_lines') AS "auditId", date_trunc('milliseconds', clock_timestamp()) AS at`,
    );
    const row = lineOf(entry, Number(next!.auditId), next!.at.toISOString());
    const line = { ...row, hash: lineHash(row) };
    await tx.query(ADD_LINES, [JSON.stringify([line])]);
    return toldOf(line);
  }
}
