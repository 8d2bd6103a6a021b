import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A page of the queue is read off the cases alone: what it shows of customers never changes, and to look each of them up
 * was four in five of the pages that were read. Cases that nothing was submitted for are there to be asked for.
 */
export class ListCasesByThemselves1790000700000 implements MigrationInterface {
  readonly name = 'ListCasesByThemselves1790000700000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `ALTER TABLE onboarding_cases
         ADD COLUMN partner_customer_ref text, ADD COLUMN customer_type text, ADD COLUMN round integer`,
      `UPDATE onboarding_cases c
          SET partner_customer_ref = u.partner_customer_ref, customer_type = u.customer_type,
              round = (c.state->>'round')::int, opened_at = COALESCE(c.opened_at, u.created_at)
         FROM customers u WHERE u.customer_id = c.customer_id`,
      `ALTER TABLE onboarding_cases
         ALTER COLUMN partner_customer_ref SET NOT NULL, ALTER COLUMN customer_type SET NOT NULL,
         ALTER COLUMN round SET NOT NULL, ALTER COLUMN opened_at SET NOT NULL`,
      'DROP INDEX onboarding_cases_queue, onboarding_cases_by_status, onboarding_cases_by_awaiting, customers_by_ref',
      'CREATE INDEX onboarding_cases_queue ON onboarding_cases (opened_at, case_id) WHERE round > 0',
      `CREATE INDEX onboarding_cases_by_awaiting ON onboarding_cases (awaiting, opened_at, case_id)
        WHERE round > 0 AND awaiting IS NOT NULL`,
      'CREATE INDEX onboarding_cases_by_status ON onboarding_cases (status, opened_at, case_id)',
      'CREATE INDEX onboarding_cases_by_ref ON onboarding_cases (partner_customer_ref)',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const opened = 'WHERE opened_at IS NOT NULL';
    const statements = [
      'ALTER TABLE onboarding_cases ALTER COLUMN opened_at DROP NOT NULL',
      'UPDATE onboarding_cases SET opened_at = NULL WHERE round = 0',
      // Their indexes go with the columns.
      `ALTER TABLE onboarding_cases DROP COLUMN partner_customer_ref, DROP COLUMN customer_type, DROP COLUMN round`,
      'DROP INDEX onboarding_cases_by_status',
      `CREATE INDEX onboarding_cases_queue ON onboarding_cases (opened_at, case_id) ${opened}`,
      `CREATE INDEX onboarding_cases_by_status ON onboarding_cases (status, opened_at, case_id) ${opened}`,
      `CREATE INDEX onboarding_cases_by_awaiting ON onboarding_cases (awaiting, opened_at, case_id)
        ${opened} AND awaiting IS NOT NULL`,
      'CREATE INDEX customers_by_ref ON customers (partner_customer_ref)',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
