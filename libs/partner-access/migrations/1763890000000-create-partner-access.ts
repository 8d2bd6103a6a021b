import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE partners (
    partner_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE,
    mode text NOT NULL CHECK (mode IN ('sandbox', 'live')),
    products text[] NOT NULL,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE clients (
    client_id text PRIMARY KEY,
    partner_id uuid NOT NULL REFERENCES partners,
    scopes text[] NOT NULL,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  // A null expires_at is a secret that no rotation has replaced.
  `CREATE TABLE client_secrets (
    secret_id uuid PRIMARY KEY,
    client_id text NOT NULL REFERENCES clients,
    kek_id text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz
  )`,
  `CREATE INDEX client_secrets_client ON client_secrets (client_id)`,
  // Logged and unpartitioned: a nonce must still be known after a crash, and unique over all time it is kept.
  `CREATE TABLE nonces (
    client_id text NOT NULL,
    nonce text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, nonce)
  )`,
  `CREATE INDEX nonces_expiry ON nonces (expires_at)`,
  `CREATE TABLE customer_marks (
    partner_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    app text NOT NULL CHECK (app IN ('customer', 'file', 'onboarding')),
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (partner_id, customer_id, app)
  )`,
  `CREATE INDEX customer_marks_changes ON customer_marks (partner_id, updated_at, customer_id, app)`,
  `CREATE TABLE mark_watermarks (
    partner_id uuid NOT NULL,
    app text NOT NULL,
    settled_until timestamptz NOT NULL,
    PRIMARY KEY (partner_id, app)
  )`,
  // Lost at a crash, buckets are full again: that harms nobody.
  `CREATE UNLOGGED TABLE rate_buckets (
    client_id text PRIMARY KEY,
    tokens double precision NOT NULL,
    refilled_at timestamptz NOT NULL
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE admin_audit (
    audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    partner_id uuid,
    client_id text,
    detail jsonb NOT NULL
  )`,
];

const FUNCTIONS = [
  // Runs as the owner, so that the runtime role can drop expired nonces and never a live one.
  `CREATE FUNCTION purge_expired_nonces(at_most integer) RETURNS integer
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
   DECLARE purged integer;
   BEGIN
     DELETE FROM nonces WHERE (client_id, nonce) IN (
       SELECT client_id, nonce FROM nonces WHERE expires_at < now()
        ORDER BY expires_at LIMIT at_most FOR UPDATE SKIP LOCKED);
     GET DIAGNOSTICS purged = ROW_COUNT;
     RETURN purged;
   END $$`,
  // A token bucket: refills by the time passed, gives up to what is wanted.
  `CREATE FUNCTION lease_tokens(client text, wanted integer, per_second double precision, burst double precision)
   RETURNS integer LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
   DECLARE
     at timestamptz;
     filled double precision;
     granted integer;
   BEGIN
     INSERT INTO rate_buckets (client_id, tokens, refilled_at) VALUES (client, burst, clock_timestamp())
     ON CONFLICT (client_id) DO NOTHING;
     SELECT tokens, refilled_at INTO filled, at FROM rate_buckets WHERE client_id = client FOR UPDATE;
     filled := least(burst, filled + per_second * greatest(0, extract(epoch FROM clock_timestamp() - at)));
     granted := least(wanted, floor(filled)::integer);
     UPDATE rate_buckets SET tokens = filled - granted, refilled_at = clock_timestamp() WHERE client_id = client;
     RETURN granted;
   END $$`,
  `REVOKE ALL ON FUNCTION purge_expired_nonces(integer) FROM PUBLIC`,
  `REVOKE ALL ON FUNCTION lease_tokens(text, integer, double precision, double precision) FROM PUBLIC`,
];

const GRANTS = [
  `GRANT SELECT ON partners, clients, client_secrets TO partner_access_runtime`,
  `GRANT INSERT ON nonces TO partner_access_runtime`,
  `GRANT SELECT, INSERT, UPDATE ON customer_marks, mark_watermarks, rate_buckets TO partner_access_runtime`,
  `GRANT EXECUTE ON FUNCTION purge_expired_nonces(integer) TO partner_access_runtime`,
  `GRANT EXECUTE ON FUNCTION lease_tokens(text, integer, double precision, double precision)
     TO partner_access_runtime`,
  // The worker role administers partners; the audit can only be added to.
  `GRANT SELECT, INSERT, UPDATE ON partners, clients, client_secrets TO partner_access_worker`,
  `GRANT SELECT, INSERT ON admin_audit TO partner_access_worker`,
];

/** The access database: who may call, what was spent, and how far each customer is in each app. */
export class CreatePartnerAccess1763890000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS, ...GRANTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION lease_tokens, purge_expired_nonces`);
    await runner.query(
      `DROP TABLE admin_audit, rate_buckets, mark_watermarks, customer_marks, nonces, client_secrets, clients, partners`,
    );
  }
}
