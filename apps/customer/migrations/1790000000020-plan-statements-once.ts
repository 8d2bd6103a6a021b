import { messagingSchemaSql } from '@oceafin/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const roles = { runtimeRole: 'customer_runtime', workerRole: 'customer_worker' };

/** Events are numbered and consumers' heads moved by functions, whose statements a session plans once. */
export class PlanStatementsOnce1790000000020 implements MigrationInterface {
  readonly name = 'PlanStatementsOnce1790000000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of messagingSchemaSql({ ...roles, from: 2, to: 3 })) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION outbox_append, inbox_advance');
  }
}
