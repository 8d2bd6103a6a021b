import { messagingSchemaSql } from '@oceafin/messaging';
import { idempotencySchemaSql } from '@oceafin/partner-access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const RUNTIME = 'customer_runtime';
const WORKER = 'customer_worker';
const OF_THIS_TENANT = `partner_id = NULLIF(current_setting('app.partner', true), '')::uuid`;

const tenantTable = (table: string): string[] => [
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY tenant ON ${table} TO ${RUNTIME} USING (${OF_THIS_TENANT}) WITH CHECK (${OF_THIS_TENANT})`,
  `CREATE POLICY worker ON ${table} TO ${WORKER} USING (true) WITH CHECK (true)`,
];

/** Customers, their public history and the status projected from it. */
export class CreateCustomers1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...messagingSchemaSql({ runtimeRole: RUNTIME, workerRole: WORKER, to: 1 }),
      ...idempotencySchemaSql({ runtimeRole: RUNTIME, workerRole: WORKER }),

      `CREATE TABLE customers (
         customer_id uuid PRIMARY KEY,
         partner_id uuid NOT NULL,
         partner_customer_ref text COLLATE "C" NOT NULL,
         customer_type text NOT NULL CHECK (customer_type IN ('INDIVIDUAL', 'CORPORATE')),
         display_name text NOT NULL,
         metadata jsonb NOT NULL,
         closure_note text,
         created_at timestamptz(3) NOT NULL,
         updated_at timestamptz(3) NOT NULL,
         UNIQUE (partner_id, partner_customer_ref)
       )`,
      `COMMENT ON COLUMN customers.closure_note IS 'the partner''s own words at closing; on no topic and in no answer'`,
      // updated_at comes last: the updatedSince filter is then judged in the index, on the way of the list's order.
      `CREATE INDEX customers_by_creation ON customers (partner_id, created_at, customer_id, updated_at)`,
      `CREATE INDEX customers_by_type ON customers (partner_id, customer_type, created_at, customer_id, updated_at)`,

      `CREATE TABLE customer_history (
         customer_id uuid NOT NULL REFERENCES customers,
         sequence integer NOT NULL CHECK (sequence > 0),
         partner_id uuid NOT NULL,
         event_id uuid NOT NULL UNIQUE,
         event_type text NOT NULL,
         from_status text,
         to_status text,
         reasons jsonb NOT NULL,
         onboarding_status text NOT NULL,
         occurred_at timestamptz(3) NOT NULL,
         payload jsonb NOT NULL,
         PRIMARY KEY (customer_id, sequence)
       )`,

      // Everything here comes from oceafin.customer.events: a rebuild must give the identical table.
      `CREATE TABLE customer_statuses (
         customer_id uuid PRIMARY KEY,
         partner_id uuid NOT NULL,
         partner_customer_ref text COLLATE "C" NOT NULL,
         customer_type text NOT NULL,
         status text NOT NULL,
         onboarding_status text NOT NULL,
         retryability text,
         round_began_in text,
         sequence integer NOT NULL,
         created_at timestamptz(3) NOT NULL,
         status_changed_at timestamptz(3) NOT NULL,
         last_entry_at timestamptz(3) NOT NULL
       ) WITH (fillfactor = 80)`,
      `CREATE INDEX customer_statuses_by_status ON customer_statuses (partner_id, status, created_at, customer_id)`,

      ...['customers', 'customer_history', 'customer_statuses'].flatMap(tenantTable),
      `GRANT SELECT, INSERT ON customers, customer_history, customer_statuses TO ${RUNTIME}, ${WORKER}`,
      `GRANT UPDATE (display_name, metadata, closure_note, updated_at) ON customers TO ${RUNTIME}`,
      `GRANT UPDATE (updated_at) ON customers TO ${WORKER}`,
      `GRANT UPDATE ON customer_statuses TO ${RUNTIME}, ${WORKER}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer_statuses, customer_history, customers, idempotency_keys');
    await runner.query(
      'DROP TABLE parked_messages, inbox_heads, outbox_leases, outbox_relays, outbox_messages, outbox_heads',
    );
  }
}
