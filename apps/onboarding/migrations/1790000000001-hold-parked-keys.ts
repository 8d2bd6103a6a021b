import { messagingSchemaSql } from '@oceafin/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const roles = { runtimeRole: 'onboarding_runtime', workerRole: 'onboarding_worker' };

/** Why a key is held back and who moved it on; dead letters; the fenced bucket of compacted topics. */
export class HoldParkedKeys1790000000001 implements MigrationInterface {
  readonly name = 'HoldParkedKeys1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of messagingSchemaSql({ ...roles, from: 1, to: 2 })) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE parked_audit, parked_keys');
    await runner.query('ALTER TABLE parked_messages DROP COLUMN announced');
    await runner.query('DELETE FROM outbox_messages WHERE value IS NULL');
    await runner.query('ALTER TABLE outbox_messages DROP COLUMN raw, ALTER COLUMN value SET NOT NULL');
    await runner.query('DELETE FROM outbox_leases WHERE bucket = 16');
  }
}
