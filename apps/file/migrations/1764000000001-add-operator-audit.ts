import { operatorAuditSchemaSql } from '@oceafin/operator-access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log of what operators look at. */
export class AddOperatorAudit1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of operatorAuditSchemaSql({ workerRole: 'file_worker' })) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE operator_audit, operator_audit_head');
  }
}
