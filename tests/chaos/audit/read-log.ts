import { randomUUID } from 'node:crypto';
import { type IHeaders, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '@oceafin/contracts';
import type { Entry, LogRecord } from './evidence';
import { publicFact, type Telling } from './facts';

const topics = Object.values(TOPICS).map(({ name }) => name);
/** A log that isn't read to its end would look like loss. */
const SILENCE_MS = 120_000;

/** Every record of the product's topics, from the beginning. @throws Error when its end can't be reached */
export async function readLog(brokers: string[]): Promise<LogRecord[]> {
  const kafka = new Kafka({ brokers, clientId: 'audit', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
      if (Number(high) > 0) ends.set(`${topic} ${partition}`, Number(high));
    }
  }
  const records: LogRecord[] = [];
  let heard = Date.now();
  let failure: Error | undefined;
  const groupId = `audit-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  // Also told of batches that hold nothing for a consumer: a partition may end in a transaction's marker.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) => {
    heard = Date.now();
    const at = `${topic} ${partition}`;
    if (Number(lastOffset) + 1 >= (ends.get(at) ?? 0)) ends.delete(at);
  });
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    if (!restart) failure = error;
  });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch: { topic, partition, messages } }) => {
      for (const message of messages) records.push(recordOf(topic, partition, message));
    },
  });
  while (ends.size > 0) {
    if (failure) throw failure;
    if (Date.now() - heard > SILENCE_MS)
      throw new Error(`these were not read to their ends: ${[...ends.keys()].join(', ')}`);
    await sleep(50);
  }
  await consumer.disconnect();
  await admin.deleteGroups([groupId]).catch(() => undefined); // it expires by itself
  await admin.disconnect();
  return inOrder(records);
}

/** A rejoining consumer may read a part again: each offset counts once. */
function inOrder(records: readonly LogRecord[]): LogRecord[] {
  const byPlace = new Map(
    records.map((record) => [`${record.topic} ${record.partition} ${record.offset}`, record]),
  );
  return [...byPlace.values()].sort(
    (a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition || a.offset - b.offset,
  );
}

interface Wire extends Telling {
  readonly customerId?: string | null;
  readonly status?: string;
  readonly sequence?: number;
  readonly entry?: Entry;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly evidenceDigest?: string;
  readonly data?: { readonly sequence: number };
}

function recordOf(
  topic: string,
  partition: number,
  { key, value, headers, offset }: KafkaMessage,
): LogRecord {
  const name = header(headers, 'ce_type')
    .replace(/^com\.oceafin\.[a-z]+\./, '')
    .replace(/\.v\d+$/, '');
  const told = wireOf(value);
  return {
    ...{ topic, partition, offset: Number(offset), key: String(key), name },
    ...{ version: Number(header(headers, 'ce_keyversion')), id: header(headers, 'ce_id') },
    ...meaning(topic, name, told),
  };
}

/** What isn't an event says nothing; by its key and version it is compared all the same. */
function wireOf(value: Buffer | null): Wire {
  try {
    return JSON.parse(String(value)) as Wire;
  } catch {
    return {};
  }
}

function meaning(
  topic: string,
  name: string,
  told: Wire,
): Pick<LogRecord, 'entry' | 'fact' | 'evidence' | 'snapshot'> {
  switch (topic) {
    case TOPICS.customer.name:
      return told.entry ? { entry: entryOf(told.entry) } : {};
    case TOPICS.partner.name: {
      const { eventId = '', eventType = '', data } = told;
      return { entry: { sequence: data?.sequence ?? 0, eventId, eventType, from: null, to: null } };
    }
    case TOPICS.customerState.name:
      return { snapshot: { status: told.status ?? '', sequence: told.sequence ?? 0 } };
    default:
      return { fact: publicFact(name, told), evidence: evidenceOf(told) };
  }
}

function evidenceOf({ submissionId, evidenceDigest }: Wire): LogRecord['evidence'] {
  return submissionId && evidenceDigest ? { submissionId, digest: evidenceDigest } : undefined;
}

/** Only what the audit needs: a long run has hundreds of thousands of them. */
export function entryOf({ sequence, eventId, eventType, from, to }: Entry): Entry {
  return { sequence, eventId, eventType, from, to };
}

function header(headers: IHeaders | undefined, name: string): string {
  const value = headers?.[name];
  return String(Array.isArray(value) ? value.at(-1) : (value ?? ''));
}
