import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A page of the queue is read off the cases alone: what it shows of customers never changes and stands on the case, what
 * stands in its state is generated from it. Cases that nothing was submitted for are there to be asked for.
 *
 * The previous version of the app can run on beside this: a case that it opens has no reference, which is then read from
 * the customer, and is dated by its insertion, also once something is submitted through that version.
 */
export class ListCasesByThemselves1790000700000 implements MigrationInterface {
  readonly name = 'ListCasesByThemselves1790000700000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `ALTER TABLE onboarding_cases
         ADD COLUMN partner_customer_ref text,
         ADD COLUMN customer_type text NOT NULL GENERATED ALWAYS AS (state->>'customerType') STORED,
         ADD COLUMN round integer NOT NULL GENERATED ALWAYS AS ((state->>'round')::int) STORED`,
      `UPDATE onboarding_cases c
          SET partner_customer_ref = u.partner_customer_ref, opened_at = COALESCE(c.opened_at, u.created_at)
         FROM customers u WHERE u.customer_id = c.customer_id`,
      'ALTER TABLE onboarding_cases ALTER COLUMN opened_at SET DEFAULT now(), ALTER COLUMN opened_at SET NOT NULL',
      'DROP INDEX onboarding_cases_queue, onboarding_cases_by_status, onboarding_cases_by_awaiting',
      'CREATE INDEX onboarding_cases_queue ON onboarding_cases (opened_at, case_id) WHERE round > 0',
      `CREATE INDEX onboarding_cases_by_awaiting ON onboarding_cases (awaiting, opened_at, case_id)
        WHERE awaiting IS NOT NULL`,
      'CREATE INDEX onboarding_cases_by_status ON onboarding_cases (status, opened_at, case_id)',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const opened = 'WHERE opened_at IS NOT NULL';
    const statements = [
      'ALTER TABLE onboarding_cases ALTER COLUMN opened_at DROP NOT NULL, ALTER COLUMN opened_at DROP DEFAULT',
      'UPDATE onboarding_cases SET opened_at = NULL WHERE round = 0',
      'DROP INDEX onboarding_cases_queue, onboarding_cases_by_status, onboarding_cases_by_awaiting',
      `ALTER TABLE onboarding_cases DROP COLUMN partner_customer_ref, DROP COLUMN customer_type, DROP COLUMN round`,
      `CREATE INDEX onboarding_cases_queue ON onboarding_cases (opened_at, case_id) ${opened}`,
      `CREATE INDEX onboarding_cases_by_status ON onboarding_cases (status, opened_at, case_id) ${opened}`,
      `CREATE INDEX onboarding_cases_by_awaiting ON onboarding_cases (awaiting, opened_at, case_id)
        ${opened} AND awaiting IS NOT NULL`,
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
