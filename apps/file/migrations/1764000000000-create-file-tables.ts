import { messagingSchemaSql } from '@oceafin/messaging';
import { idempotencySchemaSql } from '@oceafin/partner-access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const runtimeRole = 'file_runtime';
const workerRole = 'file_worker';

const TABLES = [
  `CREATE TABLE customers (
     customer_id uuid PRIMARY KEY,
     partner_id uuid NOT NULL,
     customer_type text NOT NULL CHECK (customer_type IN ('INDIVIDUAL', 'CORPORATE')),
     control text NOT NULL DEFAULT 'NONE' CHECK (control IN ('NONE', 'SUSPENDED', 'CLOSED'))
   )`,
  `CREATE TABLE stored_objects (
     object_name text PRIMARY KEY,
     partner_id uuid NOT NULL,
     sha256 text NOT NULL,
     size_bytes integer NOT NULL CHECK (size_bytes > 0),
     content_type text NOT NULL,
     key_id text NOT NULL,
     wrapped_key bytea NOT NULL,
     status text NOT NULL DEFAULT 'PENDING_SCAN' CHECK (status IN ('PENDING_SCAN', 'AVAILABLE', 'REJECTED')),
     reason text,
     created_at timestamptz NOT NULL DEFAULT now(),
     linked_at timestamptz NOT NULL DEFAULT now(),
     scan_after timestamptz NOT NULL DEFAULT now(),
     scan_owner text,
     scan_lease_until timestamptz,
     scan_deferrals integer NOT NULL DEFAULT 0,
     scan_crashes integer NOT NULL DEFAULT 0,
     scanned_at timestamptz,
     CHECK ((status = 'REJECTED') = (reason IS NOT NULL))
   )`,
  `COMMENT ON COLUMN stored_objects.linked_at IS
     'when an asset was last added; written to make verdict and link of the same bytes wait for each other'`,
  `CREATE INDEX stored_objects_to_scan ON stored_objects (scan_after) WHERE status = 'PENDING_SCAN'`,
  `CREATE TABLE file_assets (
     file_asset_id uuid PRIMARY KEY,
     partner_id uuid NOT NULL,
     customer_id uuid,
     object_name text NOT NULL REFERENCES stored_objects,
     document_type text NOT NULL,
     file_name text NOT NULL,
     source_file_asset_id uuid,
     created_at timestamptz(3) NOT NULL,
     deleted_at timestamptz
   )`,
  `CREATE INDEX file_assets_of_customer ON file_assets (customer_id, created_at, file_asset_id)
     WHERE deleted_at IS NULL`,
  `CREATE INDEX file_assets_of_object ON file_assets (object_name)`,
  `CREATE INDEX file_assets_deleted ON file_assets (deleted_at) WHERE deleted_at IS NOT NULL`,
  `CREATE TABLE submitted_files (
     file_asset_id uuid NOT NULL,
     submission_id uuid NOT NULL,
     partner_id uuid NOT NULL,
     PRIMARY KEY (file_asset_id, submission_id)
   )`,
];

const TENANT_TABLES = ['customers', 'stored_objects', 'file_assets', 'submitted_files'];

const GRANTS = [
  `GRANT SELECT ON customers, submitted_files TO ${runtimeRole}`,
  `GRANT SELECT, INSERT ON stored_objects, file_assets TO ${runtimeRole}`,
  `GRANT UPDATE (linked_at) ON stored_objects TO ${runtimeRole}`,
  `GRANT UPDATE (deleted_at) ON file_assets TO ${runtimeRole}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ${TENANT_TABLES.join(', ')} TO ${workerRole}`,
];

/** Every partner sees its own rows only; the worker role serves all of them. */
function isolation(table: string): string[] {
  const own = `partner_id = NULLIF(current_setting('app.partner', true), '')::uuid`;
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON ${table} TO ${runtimeRole} USING (${own}) WITH CHECK (${own})`,
    `CREATE POLICY worker ON ${table} TO ${workerRole} USING (true) WITH CHECK (true)`,
  ];
}

export class CreateFileTables1764000000000 implements MigrationInterface {
  readonly name = 'CreateFileTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...TABLES,
      ...GRANTS,
      ...TENANT_TABLES.flatMap(isolation),
      ...messagingSchemaSql({ runtimeRole, workerRole, to: 1 }),
      ...idempotencySchemaSql({ runtimeRole, workerRole }),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE submitted_files, file_assets, stored_objects, customers, idempotency_keys',
    );
    await runner.query(
      'DROP TABLE parked_messages, inbox_heads, outbox_leases, outbox_relays, outbox_messages, outbox_heads',
    );
  }
}
