import type { ConsumerSettings } from './start-consumer';

/** KAFKA_BROKERS, DATABASE_URL and, where topics have one, TOPIC_PREFIX. */
export function consumerConfig(): ConsumerSettings {
  const { KAFKA_BROKERS = '127.0.0.1:9092', DATABASE_URL, TOPIC_PREFIX = '' } = process.env;
  if (!DATABASE_URL) throw new Error('DATABASE_URL is missing: a database of the consumer, see tables.ts.');
  return { brokers: KAFKA_BROKERS.split(','), topicPrefix: TOPIC_PREFIX, databaseUrl: DATABASE_URL };
}
