import { messagingSchemaSql } from '@oceafin/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const roles = { runtimeRole: 'onboarding_runtime', workerRole: 'onboarding_worker' };

/** Events are numbered and consumers' heads moved by functions, whose statements a session plans once. */
export class PlanStatementsOnce1790000400000 implements MigrationInterface {
  readonly name = 'PlanStatementsOnce1790000400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of messagingSchemaSql({ ...roles, from: 2, to: 3 })) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION outbox_append, inbox_advance');
  }
}
