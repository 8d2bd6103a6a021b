import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a projection is rebuilt beside the live one: moves with the rows, so that it can be interrupted. */
export class AddProjectionRebuilds1790000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE projection_rebuilds (
         projection text PRIMARY KEY,
         layout text NOT NULL,
         positions jsonb NOT NULL,
         applied bigint NOT NULL,
         started_at timestamptz NOT NULL DEFAULT clock_timestamp()
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE projection_rebuilds');
  }
}
