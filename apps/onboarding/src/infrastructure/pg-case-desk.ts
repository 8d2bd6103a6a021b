import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OperatorRef } from '../domain';
import {
  CaseDesk,
  type ClaimResult,
  type DeskCase,
  type DeskFilters,
  type DeskPosition,
  type HistoryLine,
} from '../ports/case-desk';

const CLAIM_MINUTES = 30;

/** The customer is looked up only for a case without the reference: one that an older version of this app opened. */
const COLUMNS = `
  case_id AS "caseId", customer_id AS "customerId",
  COALESCE(partner_customer_ref,
           (SELECT u.partner_customer_ref FROM customers u WHERE u.customer_id = onboarding_cases.customer_id)
          ) AS "partnerCustomerRef",
  partner_id AS "partnerId", customer_type AS "customerType", status, awaiting, round,
  CASE WHEN claimed_until > clock_timestamp() THEN assignee_name END AS assignee,
  CASE WHEN claimed_until > clock_timestamp() THEN claimed_until END AS "claimedUntil",
  opened_at AS "openedAt", updated_at AS "updatedAt"`;

const CLAIM = `
  UPDATE onboarding_cases
     SET assignee = $2, assignee_name = $3,
         claimed_until = date_trunc('milliseconds', clock_timestamp()) + interval '${CLAIM_MINUTES} minutes'
   WHERE case_id = $1
     AND (assignee IS NULL OR assignee = $2 OR claimed_until <= clock_timestamp())
  RETURNING case_id`;

const RELEASE = `
  UPDATE onboarding_cases SET assignee = NULL, assignee_name = NULL, claimed_until = NULL
   WHERE case_id = $1 AND assignee = $2 AND claimed_until > clock_timestamp()
  RETURNING case_id`;

type Dated = 'claimedUntil' | 'openedAt' | 'updatedAt';
type DeskRow = Omit<DeskCase, Dated> & Record<'openedAt' | 'updatedAt', Date> & { claimedUntil: Date | null };

@Injectable()
export class PgCaseDesk extends CaseDesk {
  override async page(
    tx: EntityManager,
    filters: DeskFilters,
    after: DeskPosition | null,
    count: number,
  ): Promise<DeskCase[]> {
    const values: unknown[] = [];
    const put = (value: unknown): string => `$${values.push(value)}`;
    const { status, awaiting, partnerCustomerRef, customerId } = filters;
    const where: string[] = [];
    if (status) where.push(`status = ${put(status)}`);
    if (awaiting) where.push(`awaiting = ${put(awaiting)}`);
    if (partnerCustomerRef)
      where.push(
        `customer_id IN (SELECT customer_id FROM customers WHERE partner_customer_ref = ${put(partnerCustomerRef)})`,
      );
    if (customerId) where.push(`customer_id = ${put(customerId)}`);
    if (where.length === 0) where.push('round > 0');
    if (after) where.push(`(opened_at, case_id) > (${put(after[0])}::timestamptz, ${put(after[1])}::uuid)`);
    const rows = await tx.query<DeskRow[]>(
      `SELECT ${COLUMNS} FROM onboarding_cases WHERE ${where.join(' AND ')}
        ORDER BY opened_at, case_id LIMIT ${put(count)}`,
      values,
    );
    return rows.map(deskCase);
  }

  override async get(tx: EntityManager, caseId: string): Promise<DeskCase | null> {
    const sql = `SELECT ${COLUMNS} FROM onboarding_cases WHERE case_id = $1`;
    const [row] = await tx.query<DeskRow[]>(sql, [caseId]);
    return row ? deskCase(row) : null;
  }

  override async claim(tx: EntityManager, caseId: string, operator: OperatorRef): Promise<ClaimResult> {
    const [claimed] = await tx.query<[unknown[], number]>(CLAIM, [caseId, operator.subject, operator.name]);
    if (claimed.length > 0) return 'CLAIMED';
    return (await this.get(tx, caseId)) ? 'TAKEN' : 'UNKNOWN';
  }

  override async release(tx: EntityManager, caseId: string, operator: OperatorRef): Promise<boolean> {
    const [released] = await tx.query<[unknown[], number]>(RELEASE, [caseId, operator.subject]);
    return released.length > 0;
  }

  override async holds(tx: EntityManager, caseId: string, operator: OperatorRef): Promise<boolean> {
    const sql = `SELECT assignee = $2 AND claimed_until > clock_timestamp() AS holds
                   FROM onboarding_cases WHERE case_id = $1 FOR NO KEY UPDATE`;
    const [row] = await tx.query<{ holds: boolean | null }[]>(sql, [caseId, operator.subject]);
    return row?.holds === true;
  }

  override async history(tx: EntityManager, caseId: string): Promise<HistoryLine[]> {
    const rows = await tx.query<{ line: HistoryLine }[]>(
      `SELECT jsonb_strip_nulls(jsonb_build_object('why', event->'why'))
           || jsonb_build_object('version', version, 'type', event->'type', 'round', event->'round', 'at', event->'at')
           AS line
         FROM case_events WHERE case_id = $1 ORDER BY version`,
      [caseId],
    );
    return rows.map((row) => row.line);
  }
}

function deskCase(row: DeskRow): DeskCase {
  return {
    ...row,
    claimedUntil: row.claimedUntil?.toISOString() ?? null,
    openedAt: row.openedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
