import { operatorLinesSchemaSql } from '@oceafin/operator-access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Operators' acts stand by themselves here; the chain that binds them is onboarding's. */
export class LetActsStandAlone1764000000004 implements MigrationInterface {
  readonly name = 'LetActsStandAlone1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of operatorLinesSchemaSql({ workerRole: 'file_worker' })) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    throw new Error('lines that were added since have no place in a chain');
  }
}
