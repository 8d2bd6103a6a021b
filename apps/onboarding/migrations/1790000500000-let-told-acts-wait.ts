import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operators did in other apps waits beside the audit log, so that consumers don't wait in its line. */
export class LetToldActsWait1790000500000 implements MigrationInterface {
  readonly name = 'LetToldActsWait1790000500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE told_acts (told_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, act jsonb NOT NULL)`,
    );
    // FOR UPDATE asks for the right to update.
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON told_acts TO onboarding_worker');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE told_acts');
  }
}
