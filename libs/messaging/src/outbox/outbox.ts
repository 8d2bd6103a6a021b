import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { seal } from '../envelope/envelope';
import { SchemaRegistry } from '../envelope/schema-registry';
import type { AppendedEvent, OutgoingEvent } from '../event-definition';
import { MESSAGING_OPTIONS, type MessagingOptions, NO_CORRELATION } from '../messaging.options';
import { FENCED_BUCKET, OUTBOX_BUCKETS } from '../schema';
import { CommitWatcher } from './commit-watcher';

/**
 * Numbering takes the head row of each (topic, key) and keeps it until the caller's transaction ends, so
 * commit order equals version order per key. Heads are taken in key order: two appends can't deadlock.
 */
const APPEND = `
  WITH incoming AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::boolean[])
      WITH ORDINALITY AS e (topic, key, headers, value, compacted, n)
  ), heads AS (
    INSERT INTO outbox_heads (topic, key, version)
    SELECT topic, key, count(*) FROM incoming GROUP BY topic, key ORDER BY topic, key
    ON CONFLICT (topic, key) DO UPDATE SET version = outbox_heads.version + EXCLUDED.version
    RETURNING topic, key, version
  ), ranked AS (
    SELECT i.*, h.version - count(*) OVER (PARTITION BY i.topic, i.key)
             + row_number() OVER (PARTITION BY i.topic, i.key ORDER BY i.n) AS version
      FROM incoming i JOIN heads h USING (topic, key)
  ), stored AS (
    INSERT INTO outbox_messages (bucket, topic, key, version, headers, value)
    SELECT CASE WHEN compacted THEN ${FENCED_BUCKET} ELSE abs(hashtext(key)::bigint) % ${OUTBOX_BUCKETS} END, topic, key, version, headers, value FROM ranked ORDER BY n
  )
  SELECT version FROM ranked ORDER BY n`;

/** Events that are published exactly when the caller's transaction commits. */
@Injectable()
export class Outbox {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly schemas: SchemaRegistry,
    private readonly commits: CommitWatcher,
  ) {}

  /**
   * Stores the events in the caller's transaction, numbered per (topic, key).
   * @throws Error when an event's data breaks its own schema or is larger than brokers take; nothing is stored then.
   */
  async append(tx: EntityManager, events: readonly OutgoingEvent[]): Promise<AppendedEvent[]> {
    if (events.length === 0) return [];
    for (const event of events) this.schemas.assertOutgoing(event.contract, event.data);
    const correlation = (this.options.correlation ?? NO_CORRELATION).current();
    const envelopes = events.map((event) => seal(event, correlation));
    for (const { value } of envelopes) refuseTooLarge(value);
    this.commits.watch(tx);
    const rows = await tx.query<{ version: string }[]>(APPEND, [
      events.map((event) => event.contract.topic),
      events.map((event) => event.key),
      envelopes.map((envelope) => JSON.stringify(envelope.headers)),
      envelopes.map((envelope) => envelope.value),
      events.map((event) => event.contract.compacted === true),
    ]);
    return events.map((event, index) => ({
      id: envelopes[index]!.id,
      topic: event.contract.topic,
      key: event.key,
      version: Number(rows[index]!.version),
    }));
  }

  /** The last version of (topic, key) that this database has numbered; 0 when there is none. */
  async version(tx: EntityManager, topic: string, key: string): Promise<number> {
    const [head] = await tx.query<{ version: string }[]>(
      'SELECT version FROM outbox_heads WHERE topic = $1 AND key = $2',
      [topic, key],
    );
    return head ? Number(head.version) : 0;
  }
}

/** Brokers take messages of 1 MiB by default; one they refuse would hold up everything behind it. */
const MAX_VALUE_BYTES = 900 * 1024;

function refuseTooLarge(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_VALUE_BYTES)
    throw new Error(`an event of ${bytes} bytes is larger than ${MAX_VALUE_BYTES}`);
}
