import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A list asks for the recent marks of some apps: those of the others, however many, are not in the way. */
export class FindMarksByApp1763890300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX customer_marks_by_app ON customer_marks (partner_id, app, updated_at, customer_id)',
    );
    await runner.query('DROP INDEX customer_marks_changes');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX customer_marks_changes ON customer_marks (partner_id, updated_at, customer_id, app)',
    );
    await runner.query('DROP INDEX customer_marks_by_app');
  }
}
