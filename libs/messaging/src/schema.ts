/** Buckets that the keys are hashed into; the unit of work that relays share out among themselves. */
export const OUTBOX_BUCKETS = 16;

interface Roles {
  /** Role of the request path: appends. */
  runtimeRole: string;
  /** Role of relay and consumers. */
  workerRole: string;
}

/** SQL statements, in order, that create the library's tables for a migration to run. */
export function messagingSchemaSql({ runtimeRole, workerRole }: Roles): string[] {
  return [
    `CREATE TABLE outbox_heads (
       topic text NOT NULL,
       key text NOT NULL,
       version bigint NOT NULL,
       PRIMARY KEY (topic, key)
     )`,
    `CREATE TABLE outbox_messages (
       position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       bucket smallint NOT NULL,
       topic text NOT NULL,
       key text NOT NULL,
       version bigint NOT NULL,
       headers jsonb NOT NULL,
       value text NOT NULL,
       created_at timestamptz NOT NULL DEFAULT clock_timestamp()
     ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`,
    `CREATE INDEX outbox_messages_by_bucket ON outbox_messages (bucket, position)`,
    `CREATE TABLE outbox_relays (
       instance_id text PRIMARY KEY,
       expires_at timestamptz NOT NULL
     )`,
    `CREATE TABLE outbox_leases (
       bucket smallint PRIMARY KEY,
       instance_id text,
       expires_at timestamptz NOT NULL DEFAULT '-infinity'
     )`,
    `INSERT INTO outbox_leases (bucket) SELECT generate_series(0, ${OUTBOX_BUCKETS - 1})`,
    `CREATE TABLE inbox_heads (
       consumer text NOT NULL,
       topic text NOT NULL,
       key text NOT NULL,
       version bigint NOT NULL,
       PRIMARY KEY (consumer, topic, key)
     ) WITH (fillfactor = 70)`,
    `CREATE TABLE parked_messages (
       parked_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       consumer text NOT NULL,
       topic text NOT NULL,
       key text NOT NULL,
       version bigint,
       partition integer NOT NULL,
       "offset" bigint NOT NULL,
       headers jsonb NOT NULL,
       value bytea,
       error_class text NOT NULL,
       error_code text NOT NULL,
       parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
       UNIQUE (consumer, topic, partition, "offset")
     )`,
    `CREATE INDEX parked_messages_by_key ON parked_messages (consumer, topic, key, parked_id)`,
    `GRANT SELECT, INSERT, UPDATE ON outbox_heads TO ${runtimeRole}, ${workerRole}`,
    `GRANT INSERT ON outbox_messages TO ${runtimeRole}`,
    `GRANT SELECT, INSERT, DELETE ON outbox_messages TO ${workerRole}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_relays, outbox_leases, inbox_heads, parked_messages TO ${workerRole}`,
  ];
}
