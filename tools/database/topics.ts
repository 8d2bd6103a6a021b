import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { DEAD_LETTER_TOPICS, TOPICS, type TopicDefinition } from '@oceafin/contracts';

const LOOKS = 100;
const LOOK_EVERY_MS = 100;

export interface TopicsOptions {
  readonly brokers: string[];
  /** Put before every name; '' in a deployment. */
  readonly prefix: string;
  readonly replicationFactor: number;
}

/**
 * Makes the product's topics with their partitions and settings. An existing topic gets its settings
 * again, but never other partitions: keys would move, and with them the order of a customer's events.
 * @returns the names of the topics it made
 */
export async function createTopics({ brokers, prefix, replicationFactor }: TopicsOptions): Promise<string[]> {
  const definitions: readonly TopicDefinition[] = [...Object.values(TOPICS), ...DEAD_LETTER_TOPICS];
  const wanted = definitions.map((topic) => ({
    ...topic,
    name: prefix + topic.name,
    config: { ...topic.config, 'min.insync.replicas': String(acknowledging(replicationFactor)) },
  }));
  const kafka = new Kafka({ brokers, clientId: 'oceafin-topics', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const known = new Set(await admin.listTopics());
    const missing = wanted.filter((topic) => !known.has(topic.name));
    const existing = wanted.filter((topic) => known.has(topic.name));
    if (missing.length) await make(admin, missing, replicationFactor);
    if (existing.length) await check(admin, existing);
    return missing.map((topic) => topic.name);
  } finally {
    await admin.disconnect();
  }
}

/** How many replicas hold a record before it counts as written: all but one, which may be away. */
const acknowledging = (replicationFactor: number): number => Math.max(1, replicationFactor - 1);

const entries = (topic: TopicDefinition): { name: string; value: string }[] =>
  Object.entries(topic.config).map(([name, value]) => ({ name, value }));

async function make(admin: Admin, topics: TopicDefinition[], replicationFactor: number): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: topics.map((topic) => ({
      topic: topic.name,
      numPartitions: topic.partitions,
      replicationFactor,
      configEntries: entries(topic),
    })),
  });
  await untilServed(
    admin,
    topics.map((topic) => topic.name),
  );
}

/** A broker may not know yet what its controller has just made; kafkajs takes that for an answer. */
async function untilServed(admin: Admin, topics: string[]): Promise<void> {
  for (let look = 1; ; look += 1) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      if (look === LOOKS) throw error;
      await sleep(LOOK_EVERY_MS);
    }
  }
}

async function check(admin: Admin, topics: TopicDefinition[]): Promise<void> {
  const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map((topic) => topic.name) });
  for (const topic of topics) {
    const partitions = found.find(({ name }) => name === topic.name)?.partitions.length;
    if (partitions !== topic.partitions) {
      throw new Error(`Topic ${topic.name} has ${partitions} partitions instead of ${topic.partitions}.`);
    }
  }
  await admin.alterConfigs({
    validateOnly: false,
    resources: topics.map((topic) => ({
      type: ConfigResourceTypes.TOPIC,
      name: topic.name,
      configEntries: entries(topic),
    })),
  });
}
