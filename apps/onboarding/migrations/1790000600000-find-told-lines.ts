import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log's entries of acts in other apps, by the numbers of their lines there. */
export class FindToldLines1790000600000 implements MigrationInterface {
  readonly name = 'FindToldLines1790000600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX operator_audit_told ON operator_audit ((detail->>'app'), ((detail->>'auditId')::bigint))
        WHERE detail ? 'app'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX operator_audit_told');
  }
}
