import { operatorLinesSchemaSql } from '@oceafin/operator-access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Operators' acts stand by themselves here; the chain that binds them is onboarding's. */
export class LetActsStandAlone1790000000040 implements MigrationInterface {
  readonly name = 'LetActsStandAlone1790000000040';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of operatorLinesSchemaSql({ workerRole: 'customer_worker' })) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    throw new Error('lines that were added since have no place in a chain');
  }
}
