import { messagingSchemaSql } from '@oceafin/messaging';
import { operatorAuditSchemaSql } from '@oceafin/operator-access';
import { idempotencySchemaSql } from '@oceafin/partner-access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const roles = { runtimeRole: 'onboarding_runtime', workerRole: 'onboarding_worker' };

const TENANT = `partner_id = NULLIF(current_setting('app.partner', true), '')::uuid`;

function tenantTable(table: string, runtimeGrants: string, workerGrants: string): string[] {
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON ${table} TO ${roles.runtimeRole} USING (${TENANT}) WITH CHECK (${TENANT})`,
    `CREATE POLICY worker ON ${table} TO ${roles.workerRole} USING (true) WITH CHECK (true)`,
    `GRANT ${runtimeGrants} ON ${table} TO ${roles.runtimeRole}`,
    `GRANT ${workerGrants} ON ${table} TO ${roles.workerRole}`,
  ];
}

const CUSTOMERS = [
  `CREATE TABLE customers (
    customer_id uuid PRIMARY KEY,
    partner_id uuid NOT NULL,
    partner_customer_ref text NOT NULL,
    customer_type text NOT NULL,
    sandbox_outcome text,
    status text NOT NULL,
    created_at timestamptz NOT NULL
  )`,
  ...tenantTable('customers', 'SELECT', 'SELECT, INSERT, UPDATE'),
];

const FILE_ASSETS = [
  `CREATE TABLE file_assets (
    file_asset_id uuid PRIMARY KEY,
    customer_id uuid,
    partner_id uuid NOT NULL,
    document_type text NOT NULL,
    sha256 text NOT NULL,
    status text NOT NULL,
    reason text
  )`,
  `CREATE INDEX file_assets_of_customer ON file_assets (customer_id)`,
  ...tenantTable('file_assets', 'SELECT', 'SELECT, INSERT, UPDATE'),
];

/** `state` is the fold of case_events; both hold ids, codes and digests only. The columns beside it serve queries. */
const CASES = [
  `CREATE TABLE onboarding_cases (
    case_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL UNIQUE REFERENCES customers,
    partner_id uuid NOT NULL,
    version bigint NOT NULL,
    state jsonb NOT NULL,
    status text NOT NULL,
    awaiting text,
    assignee text,
    assignee_name text,
    claimed_until timestamptz,
    opened_at timestamptz,
    updated_at timestamptz NOT NULL
  )`,
  `CREATE INDEX onboarding_cases_queue ON onboarding_cases (opened_at, case_id) WHERE opened_at IS NOT NULL`,
  `CREATE INDEX onboarding_cases_by_status ON onboarding_cases (status, opened_at, case_id) WHERE opened_at IS NOT NULL`,
  ...tenantTable('onboarding_cases', 'SELECT, UPDATE', 'SELECT, INSERT, UPDATE'),
  `CREATE TABLE case_events (
    case_id uuid NOT NULL REFERENCES onboarding_cases,
    version bigint NOT NULL,
    partner_id uuid NOT NULL,
    event jsonb NOT NULL,
    PRIMARY KEY (case_id, version)
  )`,
  ...tenantTable('case_events', 'SELECT, INSERT', 'SELECT, INSERT'),
  `CREATE TABLE case_timers (
    case_id uuid NOT NULL REFERENCES onboarding_cases,
    kind text NOT NULL,
    partner_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    correlation_id text,
    PRIMARY KEY (case_id, kind)
  )`,
  `CREATE INDEX case_timers_due ON case_timers (due_at)`,
  ...tenantTable('case_timers', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
];

/** Personal data stands here only, encrypted under the customer's own key: without the key it is gone. */
const EVIDENCE = [
  `CREATE TABLE customer_keys (
    customer_id uuid PRIMARY KEY REFERENCES customers,
    partner_id uuid NOT NULL,
    wrapped_key bytea NOT NULL
  )`,
  ...tenantTable('customer_keys', 'SELECT, INSERT', 'SELECT, DELETE'),
  `CREATE TABLE submissions (
    submission_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers,
    partner_id uuid NOT NULL,
    round integer NOT NULL,
    submitted_at timestamptz NOT NULL,
    submitted_by text NOT NULL,
    evidence_digest text NOT NULL,
    payload bytea NOT NULL,
    UNIQUE (customer_id, round)
  )`,
  ...tenantTable('submissions', 'SELECT, INSERT', 'SELECT'),
  `CREATE TABLE answers (
    answer_id uuid PRIMARY KEY,
    requirement_id uuid NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers,
    partner_id uuid NOT NULL,
    answered_at timestamptz NOT NULL,
    answered_by text NOT NULL,
    value bytea NOT NULL
  )`,
  ...tenantTable('answers', 'SELECT, INSERT', 'SELECT'),
];

export class CreateOnboarding1790000000000 implements MigrationInterface {
  readonly name = 'CreateOnboarding1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...messagingSchemaSql({ ...roles, to: 1 }),
      ...idempotencySchemaSql(roles),
      ...operatorAuditSchemaSql(roles),
      ...CUSTOMERS,
      ...FILE_ASSETS,
      ...CASES,
      ...EVIDENCE,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'answers',
      'submissions',
      'customer_keys',
      'case_timers',
      'case_events',
      'onboarding_cases',
    ];
    for (const table of [...tables, 'file_assets', 'customers', 'idempotency_keys']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
