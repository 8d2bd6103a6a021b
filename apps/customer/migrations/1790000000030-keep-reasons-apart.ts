import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What operators gave as reasons, out of the audit log that nothing can be taken from. Entries that are there stay as
 * they are: their hashes cover the words, and the log of all acts holds those hashes.
 */
export class KeepReasonsApart1790000000030 implements MigrationInterface {
  readonly name = 'KeepReasonsApart1790000000030';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE operator_reasons (
         reason_id uuid PRIMARY KEY,
         customer_id uuid NOT NULL REFERENCES customers,
         partner_id uuid NOT NULL,
         salt bytea NOT NULL,
         text text NOT NULL
       )`,
      `CREATE INDEX operator_reasons_of_customer ON operator_reasons (customer_id)`,
      `ALTER TABLE operator_reasons ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY worker ON operator_reasons TO customer_worker USING (true) WITH CHECK (true)`,
      `GRANT SELECT, INSERT, DELETE ON operator_reasons TO customer_worker`,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE operator_reasons');
  }
}
