import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNATURE = 'lease_tokens(text, integer, double precision, double precision)';

/** A lease also tells what the bucket still holds, for the RateLimit field. Buckets are named, not only clients'. */
export class TellRemainingTokens1763890100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
    await runner.query(`ALTER TABLE rate_buckets RENAME COLUMN client_id TO bucket`);
    await runner.query(lease('RETURNS TABLE (granted integer, remaining integer)', TELL_BOTH, 'bucket'));
    await this.restrict(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
    await runner.query(`ALTER TABLE rate_buckets RENAME COLUMN bucket TO client_id`);
    await runner.query(lease('RETURNS integer', 'RETURN given', 'client_id'));
    await this.restrict(runner);
  }

  private async restrict(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO partner_access_runtime`);
  }
}

const TELL_BOTH = 'RETURN QUERY SELECT given, floor(filled)::integer - given';

/** A token bucket: refills by the time passed, gives up to what is wanted. */
function lease(returns: string, answer: string, column: string): string {
  return `CREATE FUNCTION lease_tokens(owner text, wanted integer, per_second double precision, burst double precision)
   ${returns} LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
   DECLARE
     at timestamptz;
     filled double precision;
     given integer;
   BEGIN
     INSERT INTO rate_buckets (${column}, tokens, refilled_at) VALUES (owner, burst, clock_timestamp())
     ON CONFLICT (${column}) DO NOTHING;
     SELECT tokens, refilled_at INTO filled, at FROM rate_buckets WHERE ${column} = owner FOR UPDATE;
     filled := least(burst, filled + per_second * greatest(0, extract(epoch FROM clock_timestamp() - at)));
     given := least(wanted, floor(filled)::integer);
     UPDATE rate_buckets SET tokens = filled - given, refilled_at = clock_timestamp() WHERE ${column} = owner;
     ${answer};
   END $$`;
}
