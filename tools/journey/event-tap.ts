import { randomUUID } from 'node:crypto';
import { type Admin, type EachMessagePayload, Kafka, logLevel, type TopicPartitionOffset } from 'kafkajs';
import { type PublicEventPayload, TOPICS } from '@oceafin/contracts';
import { eventually } from '@oceafin/testing';
import type { EventLine } from './timeline';

/** A record of the stack's topics, as it arrived. */
export interface SeenEvent {
  readonly id: string;
  readonly topic: string;
  /** Customer id, or the asset's id where a file belongs to nobody. */
  readonly key: string;
  readonly type: string;
  readonly data: unknown;
  readonly atMs: number;
}

export interface EventTap {
  /** From now on this customer's events are shown, those that came before the answer with its id included. */
  follow(customerId: string): void;
  /** What the public feed told of the customer, each event once, by sequence. */
  publicEvents(customerId: string): PublicEventPayload[];
  close(): Promise<void>;
}

export interface TapOptions {
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  readonly clock: () => number;
  readonly show: (line: EventLine) => void;
}

const topicNames = [TOPICS.customer, TOPICS.file, TOPICS.onboarding, TOPICS.partner].map(({ name }) => name);

/**
 * Reads the stack's topics live with a consumer group of its own, from their ends at this moment: nothing
 * is missed while the group forms, nor when the broker restarts.
 */
export async function openEventTap(options: TapOptions): Promise<EventTap> {
  const kafka = new Kafka({
    brokers: [...options.brokers],
    clientId: 'oceafin-journey',
    logLevel: logLevel.NOTHING,
    retry: { retries: 60, initialRetryTime: 100, maxRetryTime: 2000 },
  });
  const groupId = `oceafin.journey.${randomUUID()}`;
  const topics = topicNames.map((name) => options.topicPrefix + name);
  const admin = kafka.admin();
  await admin.connect();
  // A broker that has just come up may not lead its partitions yet.
  const ends = await eventually(() => endsOf(admin, topics), { timeoutMs: 30_000, intervalMs: 200 }).catch(
    async (error: unknown) => {
      await admin.disconnect();
      throw error;
    },
  );

  const seen = new Map<string, SeenEvent>();
  const followed = new Set<string>();
  const shown = new Set<string>();
  const show = (event: SeenEvent): void => {
    if (!followed.has(event.key) || shown.has(event.id + event.topic)) return;
    shown.add(event.id + event.topic);
    options.show(lineOf(event, options.topicPrefix));
  };

  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 10_000,
    maxWaitTimeInMs: 50,
    retry: { restartOnFailure: () => Promise.resolve(true) },
  });
  let isFirstJoin = true;
  consumer.on(consumer.events.GROUP_JOIN, () => {
    if (isFirstJoin) ends.forEach((end) => consumer.seek(end));
    isFirstJoin = false;
  });
  const reading = new Promise<void>((resolve) => consumer.on(consumer.events.FETCH, () => resolve()));
  await consumer.connect();
  // Only counts when the group is formed again: partitions without a commit are then read anew.
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: (payload) => {
      const event = read(payload, options.clock());
      seen.set(event.id + event.topic, seen.get(event.id + event.topic) ?? event);
      show(event);
      return Promise.resolve();
    },
  });
  await reading;

  return {
    follow: (customerId) => {
      followed.add(customerId);
      for (const event of seen.values()) show(event);
    },
    publicEvents: (customerId) =>
      [...seen.values()]
        .filter(({ topic, key }) => topic === options.topicPrefix + TOPICS.partner.name && key === customerId)
        .map(({ data }) => data as PublicEventPayload)
        .sort((a, b) => a.data.sequence - b.data.sequence),
    close: async () => {
      await consumer.disconnect();
      await admin.deleteGroups([groupId]).catch(() => undefined); // it expires by itself
      await admin.disconnect();
    },
  };
}

/** Where each partition ends now: what comes from there on is new. */
async function endsOf(admin: Admin, topics: string[]): Promise<TopicPartitionOffset[]> {
  const ends = topics.map(async (topic) =>
    (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ topic, partition, offset: high })),
  );
  return (await Promise.all(ends)).flat();
}

function read({ topic, message }: EachMessagePayload, atMs: number): SeenEvent {
  const header = (name: string): string => {
    const value = message.headers?.[name];
    return String(Array.isArray(value) ? value[0] : (value ?? ''));
  };
  return {
    id: header('ce_id'),
    topic,
    key: message.key?.toString('utf8') ?? '',
    type: header('ce_type'),
    data: JSON.parse(message.value?.toString('utf8') ?? 'null') as unknown,
    atMs,
  };
}

interface Telling {
  readonly sequence?: number;
  readonly round?: number;
  readonly type?: string;
  readonly verdict?: string;
  readonly data?: Telling;
  readonly entry?: Telling & { readonly eventType?: string; readonly to?: string | null };
}

/** `customer.created` of the feed, `CustomerSubmitted` of a private topic, with what moves. */
function lineOf({ topic, type, data, atMs }: SeenEvent, topicPrefix: string): EventLine {
  const event = type.replace(/^com\.oceafin\.[a-z]+\./, '').replace(/\.v\d+$/, '');
  const told = (data ?? {}) as Telling;
  const sequence = told.data?.sequence ?? told.entry?.sequence;
  const parts = [
    sequence === undefined ? '' : `#${sequence}`,
    told.type === undefined ? '' : `${told.type} ${told.verdict ?? ''}`,
    told.entry?.to ?? '',
    told.round === undefined ? '' : `round ${told.round}`,
  ];
  return { atMs, topic: topic.slice(topicPrefix.length), event, note: parts.filter(Boolean).join(' ') };
}
