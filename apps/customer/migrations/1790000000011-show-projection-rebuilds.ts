import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a rebuild has to reach and when it last moved, for the metrics of the app. */
export class ShowProjectionRebuilds1790000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE projection_rebuilds
         ADD target bigint NOT NULL DEFAULT 0,
         ADD moved_at timestamptz NOT NULL DEFAULT clock_timestamp()`,
    );
    await runner.query(
      'GRANT SELECT (projection, applied, target, started_at, moved_at) ON projection_rebuilds TO customer_worker',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'REVOKE SELECT (projection, applied, target, started_at, moved_at) ON projection_rebuilds FROM customer_worker',
    );
    await runner.query('ALTER TABLE projection_rebuilds DROP COLUMN target, DROP COLUMN moved_at');
  }
}
