import type { MigrationInterface, QueryRunner } from 'typeorm';

const TENANT = `partner_id = NULLIF(current_setting('app.partner', true), '')::uuid`;

function tenantTable(table: string, runtimeGrants: string, workerGrants: string): string[] {
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON ${table} TO onboarding_runtime USING (${TENANT}) WITH CHECK (${TENANT})`,
    `CREATE POLICY worker ON ${table} TO onboarding_worker USING (true) WITH CHECK (true)`,
    `GRANT ${runtimeGrants} ON ${table} TO onboarding_runtime`,
    `GRANT ${workerGrants} ON ${table} TO onboarding_worker`,
  ];
}

const UP = [
  // What operators wrote, sealed under the customer's key like its evidence.
  `CREATE TABLE notes (
    note_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers,
    partner_id uuid NOT NULL,
    text bytea NOT NULL
  )`,
  `CREATE INDEX notes_of_customer ON notes (customer_id)`,
  ...tenantTable('notes', 'SELECT', 'SELECT, INSERT, DELETE'),
  // Keyed hashes of who is behind customers: equal where they are, telling nothing else.
  `CREATE TABLE subject_marks (
    partner_id uuid NOT NULL,
    mark bytea NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers,
    PRIMARY KEY (partner_id, mark, customer_id)
  )`,
  `CREATE INDEX subject_marks_of_customer ON subject_marks (customer_id)`,
  ...tenantTable('subject_marks', 'SELECT, INSERT', 'SELECT, DELETE'),
  `CREATE TABLE dismissed_hits (
    partner_id uuid NOT NULL,
    mark bytea NOT NULL,
    entry_id text NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers,
    PRIMARY KEY (partner_id, mark, entry_id)
  )`,
  ...tenantTable('dismissed_hits', 'SELECT', 'SELECT, INSERT, DELETE'),
];

export class RememberNotesAndPersons1790000100000 implements MigrationInterface {
  readonly name = 'RememberNotesAndPersons1790000100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['dismissed_hits', 'subject_marks', 'notes'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
