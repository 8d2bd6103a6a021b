import type { Message } from 'kafkajs';
import type { DataSource } from 'typeorm';
import { numbered } from '../envelope/envelope';

/** A committed row of the outbox on its way to the broker. */
export interface OutboxRow {
  readonly position: string;
  readonly topic: string;
  readonly key: string;
  /** 0 for what isn't an event of ours: a parked message on its way to a dead-letter topic. */
  readonly version: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string | null;
  /** Bytes as they came, in place of `value`. */
  readonly raw: Buffer | null;
  /** Seconds since the append, when the row was read. */
  readonly age: number;
}

/** The oldest rows of each bucket, in the order in which their keys committed them. */
const OLDEST = `
  SELECT m.position, m.topic, m.key, m.version, m.headers, m.value, m.raw,
         extract(epoch FROM clock_timestamp() - m.created_at)::float8 AS age
    FROM unnest($1::smallint[]) AS b (bucket)
   CROSS JOIN LATERAL (
     SELECT * FROM outbox_messages WHERE bucket = b.bucket ORDER BY position LIMIT $2
   ) m
   ORDER BY m.position`;

/** What one request to the broker may hold: its default limit of a batch is 1 MiB. */
const BYTES_AT_A_TIME = 768 * 1024;

/** `all`: no bucket had more. */
export async function oldestRows(
  db: DataSource,
  buckets: readonly number[],
  batchSize: number,
): Promise<{ rows: OutboxRow[]; all: boolean }> {
  const perBucket = Math.max(1, Math.floor(batchSize / buckets.length));
  const rows = await db.query<OutboxRow[]>(OLDEST, [buckets, perBucket]);
  return { rows, all: rows.length < perBucket };
}

export async function deleteRows(db: DataSource, rows: readonly OutboxRow[]): Promise<void> {
  await db.query('DELETE FROM outbox_messages WHERE position = ANY($1::bigint[])', [
    rows.map((row) => row.position),
  ]);
}

/** Splits the rows, in order, so that no part is larger than the broker takes at once. */
export function* inParts(rows: readonly OutboxRow[]): Generator<OutboxRow[]> {
  let part: OutboxRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = bytesOf(row);
    if (part.length > 0 && bytes + size > BYTES_AT_A_TIME) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

/** Values counted as text are counted at their longest in UTF-8. */
function bytesOf({ value, raw, headers, key }: OutboxRow): number {
  const headerBytes = Object.entries(headers).reduce(
    (sum, [name, text]) => sum + name.length + text.length,
    0,
  );
  return (raw?.length ?? (value === null ? 0 : Buffer.byteLength(value))) + headerBytes + key.length + 64;
}

/** The rows as kafkajs takes them, by topic. */
export function topicMessages(
  rows: readonly OutboxRow[],
  physical: (topic: string) => string,
): { topic: string; messages: Message[] }[] {
  const byTopic = new Map<string, Message[]>();
  for (const row of rows) {
    const messages = byTopic.get(row.topic);
    if (messages) messages.push(messageOf(row));
    else byTopic.set(row.topic, [messageOf(row)]);
  }
  return [...byTopic].map(([topic, messages]) => ({ topic: physical(topic), messages }));
}

function messageOf({ key, value, raw, headers, version }: OutboxRow): Message {
  return {
    key,
    value: raw ?? value,
    headers: version === '0' ? { ...headers } : numbered(headers, Number(version)),
  };
}
