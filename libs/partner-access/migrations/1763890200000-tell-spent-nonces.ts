import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nonces are spent many at a time: which of them were fresh is told by what the insert returns. */
export class TellSpentNonces1763890200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT (client_id, nonce) ON nonces TO partner_access_runtime');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE SELECT (client_id, nonce) ON nonces FROM partner_access_runtime');
  }
}
