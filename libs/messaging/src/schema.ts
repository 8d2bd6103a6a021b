/** Buckets that the keys are hashed into; the unit of work that relays share out among themselves. */
export const OUTBOX_BUCKETS = 16;

/** Takes the events of compacted topics: one relay at a time, fenced by its transactional id. */
export const FENCED_BUCKET = OUTBOX_BUCKETS;

interface Roles {
  /** Role of the request path: appends. */
  runtimeRole: string;
  /** Role of relay and consumers. */
  workerRole: string;
}

/** Which steps of the schema a migration takes: those above `from`, up to and with `to`. */
interface Steps {
  /** Default 0: from nothing. */
  from?: number;
  /** Default: the newest. */
  to?: number;
}

/**
 * SQL statements, in order, that create the library's tables for a migration to run. A migration that is
 * to stay what it is names the step it goes `to`; the next one begins `from` there.
 */
export function messagingSchemaSql({ from = 0, to = STEPS.length, ...roles }: Roles & Steps): string[] {
  return STEPS.slice(from, to).flatMap((step) => step(roles));
}

function outboxAndInbox({ runtimeRole, workerRole }: Roles): string[] {
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

function parkedKeysAndFencing({ workerRole }: Roles): string[] {
  return [
    // due_at: when the consumers look at the key next; null where only a person moves it on.
    `CREATE TABLE parked_keys (
       consumer text NOT NULL,
       topic text NOT NULL,
       key text NOT NULL,
       state text NOT NULL CHECK (state IN ('PARKED', 'RETRYING', 'WAITING', 'REPLAYING')),
       tries integer NOT NULL DEFAULT 0,
       due_at timestamptz,
       since timestamptz NOT NULL DEFAULT clock_timestamp(),
       requested_by text,
       PRIMARY KEY (consumer, topic, key)
     )`,
    `CREATE INDEX parked_keys_due ON parked_keys (consumer, due_at) WHERE due_at IS NOT NULL`,
    `INSERT INTO parked_keys (consumer, topic, key, state, since)
     SELECT consumer, topic, key, 'PARKED', min(parked_at) FROM parked_messages GROUP BY consumer, topic, key`,
    `ALTER TABLE parked_messages ADD COLUMN announced boolean NOT NULL DEFAULT false`,
    `CREATE TABLE parked_audit (
       audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       at timestamptz NOT NULL DEFAULT clock_timestamp(),
       actor text NOT NULL,
       action text NOT NULL,
       consumer text NOT NULL,
       topic text NOT NULL,
       key text NOT NULL,
       version bigint,
       partition integer,
       "offset" bigint,
       error_code text,
       reason text
     )`,
    `CREATE INDEX parked_audit_by_key ON parked_audit (consumer, topic, key, audit_id)`,
    // Parked bytes go to the dead-letter topic as they came: perhaps no text, perhaps none at all.
    `ALTER TABLE outbox_messages ADD COLUMN raw bytea, ALTER COLUMN value DROP NOT NULL`,
    `INSERT INTO outbox_leases (bucket) VALUES (${FENCED_BUCKET})`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON parked_keys TO ${workerRole}`,
    `GRANT SELECT, INSERT ON parked_audit TO ${workerRole}`,
  ];
}

/**
 * What every append and every message runs, as functions: a session plans their statements once and not
 * at each call, where planning would take longer than running.
 */
function plannedOnce({ runtimeRole, workerRole }: Roles): string[] {
  const append = 'outbox_append(text[], text[], jsonb[], text[], boolean[])';
  const advance = 'inbox_advance(text, text, text, bigint, boolean)';
  return [
    APPEND_FUNCTION,
    ADVANCE_FUNCTION,
    `REVOKE EXECUTE ON FUNCTION ${append}, ${advance} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${append} TO ${runtimeRole}, ${workerRole}`,
    `GRANT EXECUTE ON FUNCTION ${advance} TO ${workerRole}`,
  ];
}

/**
 * Numbering takes the head row of each (topic, key) and keeps it until the caller's transaction ends, so
 * commit order equals version order per key. Heads are taken in key order: two appends can't deadlock.
 */
const APPEND_FUNCTION = `
  CREATE OR REPLACE FUNCTION outbox_append(
    topics text[], keys text[], all_headers jsonb[], payloads text[], compacted boolean[]
  ) RETURNS bigint[] LANGUAGE plpgsql AS $$
  DECLARE
    versions bigint[] := array_fill(0::bigint, ARRAY[cardinality(topics)]);
    n integer;
    taken bigint;
  BEGIN
    FOR n IN SELECT i FROM generate_subscripts(topics, 1) AS i ORDER BY topics[i], keys[i], i LOOP
      INSERT INTO outbox_heads AS head (topic, key, version) VALUES (topics[n], keys[n], 1)
        ON CONFLICT (topic, key) DO UPDATE SET version = head.version + 1
        RETURNING head.version INTO taken;
      versions[n] := taken;
    END LOOP;
    FOR n IN 1 .. cardinality(topics) LOOP
      INSERT INTO outbox_messages (bucket, topic, key, version, headers, value)
      VALUES (
        CASE WHEN compacted[n] THEN ${FENCED_BUCKET} ELSE abs(hashtext(keys[n])::bigint) % ${OUTBOX_BUCKETS} END,
        topics[n], keys[n], versions[n], all_headers[n], payloads[n]
      );
    END LOOP;
    RETURN versions;
  END $$`;

/**
 * Moves the head when the version is the next one and the key isn't held, or the message comes out of the
 * held ones; tells where the message stands.
 */
const ADVANCE_FUNCTION = `
  CREATE OR REPLACE FUNCTION inbox_advance(
    of_consumer text, of_topic text, of_key text, to_version bigint, comes_from_held boolean
  ) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE
    reached bigint;
    is_held boolean;
  BEGIN
    INSERT INTO inbox_heads AS h (consumer, topic, key, version)
    SELECT of_consumer, of_topic, of_key, to_version
     WHERE (to_version = 1 OR EXISTS (
             SELECT FROM inbox_heads k
              WHERE k.consumer = of_consumer AND k.topic = of_topic AND k.key = of_key))
       AND (comes_from_held OR NOT EXISTS (
             SELECT FROM parked_keys k
              WHERE k.consumer = of_consumer AND k.topic = of_topic AND k.key = of_key AND k.state <> 'WAITING'))
    ON CONFLICT (consumer, topic, key) DO UPDATE SET version = EXCLUDED.version WHERE h.version = EXCLUDED.version - 1
    RETURNING EXISTS (
      SELECT FROM parked_keys k WHERE k.consumer = of_consumer AND k.topic = of_topic AND k.key = of_key
    ) INTO is_held;
    IF FOUND THEN
      RETURN CASE WHEN is_held THEN 'NEXT_OF_WAITING' ELSE 'NEXT' END;
    END IF;
    SELECT coalesce(max(k.version), 0) INTO reached FROM inbox_heads k
     WHERE k.consumer = of_consumer AND k.topic = of_topic AND k.key = of_key;
    IF to_version <= reached THEN
      RETURN 'DUPLICATE';
    END IF;
    is_held := EXISTS (
      SELECT FROM parked_keys k WHERE k.consumer = of_consumer AND k.topic = of_topic AND k.key = of_key);
    RETURN CASE WHEN is_held THEN 'BEHIND_PARKED' ELSE 'GAP' END;
  END $$`;

const STEPS: readonly ((roles: Roles) => string[])[] = [outboxAndInbox, parkedKeysAndFencing, plannedOnce];
