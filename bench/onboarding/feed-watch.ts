import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { TOPICS } from '@oceafin/contracts';
import { testKafka, topicPrefix } from '@oceafin/testing';
import { type Consumer, Kafka, type KafkaMessage, logLevel, type Producer } from 'kafkajs';
import type { RunningStack } from '../../tests/e2e/support/running-stack';

const WAIT_MS = 5;
const BARE = 'bare';

/** When an event was appended to the outbox, handed to the broker and read; Unix milliseconds. */
export interface Passage {
  readonly appended: number;
  readonly sent: number;
  readonly seen: number;
}

/** Reads onboarding's topic and the public feed as they come, and a topic beside them that only Kafka stands behind. */
export class FeedWatch {
  private readonly passages = new Map<string, Passage>();
  private readonly waiting = new Map<string, (passage: Passage) => void>();

  private constructor(
    private readonly consumer: Consumer,
    private readonly producer: Producer,
    private readonly bareTopic: string,
  ) {}

  static async open({ brokers, topicPrefix: prefix }: RunningStack): Promise<FeedWatch> {
    const kafka = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
    const bare = topicPrefix();
    await testKafka().createTopics(bare);
    const bareTopic = bare + TOPICS.partner.name;
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    const consumer = kafka.consumer({ groupId: `bench.${randomUUID()}`, maxWaitTimeInMs: WAIT_MS });
    const watch = new FeedWatch(consumer, producer, bareTopic);
    await Promise.all([producer.connect(), consumer.connect()]);
    const followed = [TOPICS.partner.name, TOPICS.onboarding.name].map((name) => prefix + name);
    await consumer.subscribe({ topics: [...followed, bareTopic], fromBeginning: true });
    await consumer.run({ eachMessage: ({ message }) => Promise.resolve(watch.take(message)) });
    return watch;
  }

  /** The event of that type under that key, as soon as it is there. */
  passage(key: string, type: string, timeoutMs: number): Promise<Passage> {
    const name = `${key} ${type}`;
    const known = this.passages.get(name);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${name} never came`)), timeoutMs);
      this.waiting.set(name, (passage) => {
        clearTimeout(late);
        resolve(passage);
      });
    });
  }

  /** Milliseconds from send to message, one after the other. */
  async bareHops(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      const key = randomUUID();
      const began = performance.now();
      const seen = this.passage(key, BARE, 10_000);
      const messages = [{ key, value: 'x'.repeat(600), headers: { ce_type: BARE } }];
      await this.producer.send({ topic: this.bareTopic, messages });
      await seen;
      times.push(performance.now() - began);
    }
    return times;
  }

  async close(): Promise<void> {
    await Promise.all([this.consumer.disconnect(), this.producer.disconnect()]);
  }

  private take({ key, headers, timestamp }: KafkaMessage): void {
    const name = `${String(key)} ${String(headers?.ce_type ?? '')}`;
    const appended = Date.parse(String(headers?.ce_time ?? ''));
    const passage = { appended, sent: Number(timestamp), seen: Date.now() };
    this.passages.set(name, passage);
    this.waiting.get(name)?.(passage);
    this.waiting.delete(name);
  }
}
