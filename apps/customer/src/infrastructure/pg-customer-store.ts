import { Injectable } from '@nestjs/common';
import type {
  CustomerStatus,
  CustomerType,
  HistoryEntry,
  OnboardingStatus,
  Retryability,
} from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { Customer } from '../domain';
import {
  type CustomerIdentity,
  type CustomerKey,
  type CustomerProfile,
  CustomerStore,
  type LockedCustomer,
  type NewCustomer,
} from '../ports';

const NOW = `date_trunc('milliseconds', clock_timestamp())`;

const INSERT = `
  INSERT INTO customers (customer_id, partner_id, partner_customer_ref, customer_type, display_name, metadata,
                         created_at, updated_at)
  SELECT $1, $2, $3, $4, $5, $6, now, now FROM (SELECT ${NOW} AS now) AS clock
  ON CONFLICT (partner_id, partner_customer_ref) DO NOTHING
  RETURNING created_at`;

/** Both rows are locked, so that after a wait both are read as the other transaction left them. */
const LOCK = `
  SELECT c.customer_id, c.partner_id, c.partner_customer_ref, c.customer_type, c.display_name, c.metadata,
         c.created_at, s.status, s.onboarding_status, s.retryability, s.round_began_in, s.sequence,
         s.status_changed_at, s.last_entry_at, ${NOW} AS now
    FROM customers c JOIN customer_statuses s ON s.customer_id = c.customer_id
   WHERE c.customer_id = $1 AND c.partner_id = $2
     FOR NO KEY UPDATE`;

const APPEND = `
  WITH entry AS (
    INSERT INTO customer_history (customer_id, partner_id, sequence, event_id, event_type, from_status, to_status,
                                  reasons, onboarding_status, occurred_at, payload)
    VALUES ($1, $2, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  ), touched AS (
    UPDATE customers SET updated_at = greatest(updated_at, $18)
     WHERE customer_id = $1 AND $10::text IS NOT NULL AND updated_at < $18
  )
  INSERT INTO customer_statuses AS s
         (customer_id, partner_id, partner_customer_ref, customer_type, created_at, status, onboarding_status,
          retryability, round_began_in, sequence, status_changed_at, last_entry_at)
  VALUES ($1, $2, $3, $4, $5, $15, $12, $16, $17, $6, $18, $13)
  ON CONFLICT (customer_id) DO UPDATE
     SET status = EXCLUDED.status, onboarding_status = EXCLUDED.onboarding_status,
         retryability = EXCLUDED.retryability, round_began_in = EXCLUDED.round_began_in,
         sequence = EXCLUDED.sequence, status_changed_at = EXCLUDED.status_changed_at,
         last_entry_at = EXCLUDED.last_entry_at`;

interface LockedRow {
  customer_id: string;
  partner_id: string;
  partner_customer_ref: string;
  customer_type: CustomerType;
  display_name: string;
  metadata: Record<string, string>;
  created_at: Date;
  status: CustomerStatus;
  onboarding_status: OnboardingStatus;
  retryability: Retryability | null;
  round_began_in: OnboardingStatus | null;
  sequence: number;
  status_changed_at: Date;
  last_entry_at: Date;
  now: Date;
}

/** The customer tables in PostgreSQL. */
@Injectable()
export class PgCustomerStore extends CustomerStore {
  override async insert(tx: EntityManager, customer: NewCustomer): Promise<string | null> {
    const [row] = await tx.query<{ created_at: Date }[]>(INSERT, [
      customer.customerId,
      customer.partnerId,
      customer.partnerCustomerRef,
      customer.customerType,
      customer.displayName,
      JSON.stringify(customer.metadata),
    ]);
    return row ? row.created_at.toISOString() : null;
  }

  override async lock(tx: EntityManager, key: CustomerKey): Promise<LockedCustomer | null> {
    const [row] = await tx.query<LockedRow[]>(LOCK, [key.customerId, key.partnerId]);
    return row ? lockedFrom(row) : null;
  }

  override async append(
    tx: EntityManager,
    identity: CustomerIdentity,
    createdAt: string,
    entry: HistoryEntry,
    customer: Customer,
  ): Promise<void> {
    await tx.query(APPEND, [
      identity.customerId,
      identity.partnerId,
      identity.partnerCustomerRef,
      identity.customerType,
      createdAt,
      entry.sequence,
      entry.eventId,
      entry.eventType,
      entry.from,
      entry.to,
      JSON.stringify(entry.reasons),
      entry.onboardingStatus,
      entry.at,
      JSON.stringify(entry.payload),
      customer.status,
      customer.retryability,
      customer.roundBeganIn,
      customer.statusChangedAt,
    ]);
  }

  override async saveProfile(tx: EntityManager, key: CustomerKey, profile: CustomerProfile): Promise<void> {
    await tx.query(
      `UPDATE customers SET display_name = $3, metadata = $4, updated_at = greatest(updated_at, ${NOW})
        WHERE customer_id = $1 AND partner_id = $2`,
      [key.customerId, key.partnerId, profile.displayName, JSON.stringify(profile.metadata)],
    );
  }

  override async saveClosureNote(tx: EntityManager, key: CustomerKey, note: string): Promise<void> {
    await tx.query('UPDATE customers SET closure_note = $3 WHERE customer_id = $1 AND partner_id = $2', [
      key.customerId,
      key.partnerId,
      note,
    ]);
  }

  override async partnerOf(tx: EntityManager, customerId: string): Promise<string | null> {
    const [row] = await tx.query<{ partner_id: string }[]>(
      'SELECT partner_id FROM customers WHERE customer_id = $1',
      [customerId],
    );
    return row?.partner_id ?? null;
  }
}

function lockedFrom(row: LockedRow): LockedCustomer {
  return {
    identity: {
      customerId: row.customer_id,
      partnerId: row.partner_id,
      partnerCustomerRef: row.partner_customer_ref,
      customerType: row.customer_type,
    },
    profile: { displayName: row.display_name, metadata: row.metadata },
    customer: {
      customerId: row.customer_id,
      partnerCustomerRef: row.partner_customer_ref,
      status: row.status,
      onboardingStatus: row.onboarding_status,
      retryability: row.retryability,
      roundBeganIn: row.round_began_in,
      sequence: row.sequence,
      at: row.last_entry_at.toISOString(),
      statusChangedAt: row.status_changed_at.toISOString(),
    },
    createdAt: row.created_at.toISOString(),
    now: row.now.toISOString(),
  };
}
