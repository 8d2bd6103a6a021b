import { Injectable } from '@nestjs/common';
import type { CustomerStatus, CustomerType, PublicEventType } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import {
  type CustomerFilters,
  type CustomerKey,
  type CustomerPosition,
  CustomerReader,
  type CustomerView,
  type TimelineRow,
} from '../ports';

const VIEW = `
  SELECT s.customer_id, c.partner_customer_ref, c.customer_type, s.status, c.created_at, c.updated_at,
         c.display_name, c.metadata, s.sequence
    FROM customer_statuses s JOIN customers c ON c.customer_id = s.customer_id AND c.partner_id = s.partner_id`;

interface ViewRow {
  customer_id: string;
  partner_customer_ref: string;
  customer_type: CustomerType;
  status: CustomerStatus;
  created_at: Date;
  updated_at: Date;
  display_name: string;
  metadata: Record<string, string>;
  sequence: number;
}

interface HistoryRow {
  sequence: number;
  event_id: string;
  event_type: PublicEventType;
  from_status: CustomerStatus | null;
  to_status: CustomerStatus | null;
  reasons: { code: string }[];
  occurred_at: Date;
}

/** Reads of the customer tables in PostgreSQL. */
@Injectable()
export class PgCustomerReader extends CustomerReader {
  override async byId(tx: EntityManager, key: CustomerKey): Promise<CustomerView | null> {
    const [row] = await tx.query<ViewRow[]>(`${VIEW} WHERE s.partner_id = $1 AND s.customer_id = $2`, [
      key.partnerId,
      key.customerId,
    ]);
    return row ? viewFrom(row) : null;
  }

  override async byRef(
    tx: EntityManager,
    partnerId: string,
    partnerCustomerRef: string,
  ): Promise<CustomerView | null> {
    const [row] = await tx.query<ViewRow[]>(
      `${VIEW} WHERE c.partner_id = $1 AND c.partner_customer_ref = $2`,
      [partnerId, partnerCustomerRef],
    );
    return row ? viewFrom(row) : null;
  }

  override async page(
    tx: EntityManager,
    partnerId: string,
    filters: CustomerFilters,
    after: CustomerPosition | null,
    count: number,
    before: CustomerPosition | null = null,
  ): Promise<CustomerView[]> {
    const { sql, parameters } = pageQuery(partnerId, filters, after, count, before);
    return (await tx.query<ViewRow[]>(sql, parameters)).map(viewFrom);
  }

  /** Judges by what never changes of a customer; whether the other filters fit is what isn't known. */
  override async firstOf(
    tx: EntityManager,
    partnerId: string,
    customerIds: readonly string[],
    { partnerCustomerRef, customerType }: CustomerFilters,
    after: CustomerPosition | null,
  ): Promise<CustomerPosition | null> {
    const [row] = await tx.query<{ created_at: Date; customer_id: string }[]>(
      `SELECT created_at, customer_id FROM customers
        WHERE partner_id = $1 AND customer_id = ANY($2::uuid[])
          AND ($3::text IS NULL OR partner_customer_ref = $3) AND ($4::text IS NULL OR customer_type = $4)
          AND ($5::timestamptz IS NULL OR (created_at, customer_id) > ($5, $6::uuid))
        ORDER BY created_at, customer_id LIMIT 1`,
      [partnerId, customerIds, partnerCustomerRef, customerType, after?.[0], after?.[1]],
    );
    return row ? [row.created_at.toISOString(), row.customer_id] : null;
  }

  override async timeline(
    tx: EntityManager,
    key: CustomerKey,
    after: number,
    count: number,
  ): Promise<TimelineRow[]> {
    const rows = await tx.query<HistoryRow[]>(
      `SELECT sequence, event_id, event_type, from_status, to_status, reasons, occurred_at
         FROM customer_history
        WHERE partner_id = $1 AND customer_id = $2 AND sequence > $3
        ORDER BY sequence LIMIT $4`,
      [key.partnerId, key.customerId, after, count],
    );
    return rows.map((row) => ({
      sequence: row.sequence,
      eventId: row.event_id,
      eventType: row.event_type,
      from: row.from_status,
      to: row.to_status,
      reasons: row.reasons,
      at: row.occurred_at.toISOString(),
    }));
  }
}

/**
 * One statement text per set of filters in use, so that each gets a plan of its own. Both tables know the
 * creation time; the order comes from the one whose index also serves the filter.
 */
function pageQuery(
  partnerId: string,
  filters: CustomerFilters,
  after: CustomerPosition | null,
  count: number,
  before: CustomerPosition | null = null,
): { sql: string; parameters: unknown[] } {
  const { partnerCustomerRef, status, customerType, updatedSince } = filters;
  const lead = status === undefined ? 'c' : 's';
  const parameters: unknown[] = [partnerId];
  const conditions = [`${lead}.partner_id = $1`];
  const bind = (condition: (...places: string[]) => string, ...values: unknown[]): void => {
    conditions.push(condition(...values.map((value) => `$${parameters.push(value)}`)));
  };
  if (partnerCustomerRef !== undefined) bind((ref) => `c.partner_customer_ref = ${ref}`, partnerCustomerRef);
  if (status !== undefined) bind((word) => `s.status = ${word}`, status);
  if (customerType !== undefined) bind((type) => `${lead}.customer_type = ${type}`, customerType);
  if (updatedSince !== undefined) bind((since) => `c.updated_at >= ${since}`, updatedSince);
  if (after) {
    bind(
      (at, id) => `(${lead}.created_at, ${lead}.customer_id) > (${at}::timestamptz, ${id}::uuid)`,
      ...after,
    );
  }
  if (before) {
    bind(
      (at, id) => `(${lead}.created_at, ${lead}.customer_id) < (${at}::timestamptz, ${id}::uuid)`,
      ...before,
    );
  }
  const sql = `${VIEW} WHERE ${conditions.join(' AND ')}
    ORDER BY ${lead}.created_at, ${lead}.customer_id LIMIT $${parameters.push(count)}`;
  return { sql, parameters };
}

function viewFrom(row: ViewRow): CustomerView {
  return {
    customerId: row.customer_id,
    partnerCustomerRef: row.partner_customer_ref,
    customerType: row.customer_type,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    displayName: row.display_name,
    metadata: row.metadata,
    sequence: row.sequence,
  };
}
