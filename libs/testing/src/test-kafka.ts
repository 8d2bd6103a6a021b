import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '../../../tools/database/topics';
import { serverAddress } from './servers/address';

export interface TestKafka {
  /** `host:port` of each broker. */
  readonly brokers: string[];
  /** A quiet client; whoever makes producers or consumers from it disconnects them. */
  readonly kafka: Kafka;
  /** Makes every topic of the product under the prefix, with the product's own partitions and settings. */
  createTopics(prefix: string): Promise<void>;
}

/** The run's real broker. Topics are never made by themselves: call createTopics(prefix) first. */
export function testKafka(): TestKafka {
  const brokers = serverAddress('TEST_KAFKA_BROKERS').split(',');
  return {
    brokers,
    kafka: new Kafka({ brokers, clientId: 'oceafin-test', logLevel: logLevel.NOTHING }),
    createTopics: async (prefix) => {
      await createTopics({ brokers, prefix, replicationFactor: 1 });
    },
  };
}

/** A prefix for topics and consumer groups that nobody else in this run has. */
export function topicPrefix(): string {
  return `t${randomBytes(5).toString('hex')}.`;
}
