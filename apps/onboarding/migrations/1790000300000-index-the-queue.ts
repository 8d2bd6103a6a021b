import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Few of all cases wait for somebody, and one belongs to a reference: both are found without reading the rest. */
export class IndexTheQueue1790000300000 implements MigrationInterface {
  readonly name = 'IndexTheQueue1790000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX onboarding_cases_by_awaiting ON onboarding_cases (awaiting, opened_at, case_id)
        WHERE opened_at IS NOT NULL AND awaiting IS NOT NULL`,
    );
    await runner.query('CREATE INDEX customers_by_ref ON customers (partner_customer_ref)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX customers_by_ref, onboarding_cases_by_awaiting');
  }
}
