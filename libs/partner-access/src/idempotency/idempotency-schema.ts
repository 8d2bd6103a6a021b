/** Statements for an app's first migration: the table of stored answers, its grants and its row-level security. */
export function idempotencySchemaSql(roles: { runtimeRole: string; workerRole: string }): string[] {
  const runtime = quoted(roles.runtimeRole);
  const worker = quoted(roles.workerRole);
  const tenant = `partner_id = NULLIF(current_setting('app.partner', true), '')::uuid`;
  return [
    `CREATE TABLE idempotency_keys (
      client_id text NOT NULL,
      family text NOT NULL,
      key text NOT NULL,
      partner_id uuid NOT NULL,
      fingerprint text NOT NULL,
      status smallint NOT NULL,
      headers jsonb NOT NULL,
      body bytea NOT NULL,
      mark_customer_id uuid,
      mark_version bigint,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (client_id, family, key)
    )`,
    `CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)`,
    `ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON idempotency_keys TO ${runtime} USING (${tenant}) WITH CHECK (${tenant})`,
    `CREATE POLICY worker ON idempotency_keys TO ${worker} USING (true) WITH CHECK (true)`,
    `GRANT SELECT, INSERT ON idempotency_keys TO ${runtime}`,
    // Operators' calls run as the worker; FOR UPDATE SKIP LOCKED in the purge needs UPDATE.
    `GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO ${worker}`,
  ];
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
