import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { TOPICS } from '@oceafin/contracts';
import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';
import type { RunningStack } from '../../tests/e2e/support/running-stack';

const WAIT_MS = 5;

/** Reads the public feed as it comes, and a topic beside it that nothing but Kafka stands behind. */
export class FeedWatch {
  /** Milliseconds from the first request to the approval. */
  readonly wholeJourneys: number[] = [];
  private readonly waiting = new Map<string, (at: number) => void>();

  private constructor(
    private readonly consumer: Consumer,
    private readonly producer: Producer,
    private readonly bareTopic: string,
  ) {}

  static async open({ brokers, topicPrefix }: RunningStack): Promise<FeedWatch> {
    const kafka = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
    const bareTopic = `${topicPrefix}bare`;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: bareTopic, numPartitions: 6 }] });
    await admin.disconnect();
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    const consumer = kafka.consumer({ groupId: `bench.${randomUUID()}`, maxWaitTimeInMs: WAIT_MS });
    const watch = new FeedWatch(consumer, producer, bareTopic);
    await Promise.all([producer.connect(), consumer.connect()]);
    await consumer.subscribe({ topics: [topicPrefix + TOPICS.partner.name, bareTopic], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        const type = String(message.headers?.ce_type ?? '');
        watch.tell(`${String(message.key)} ${type}`);
        return Promise.resolve();
      },
    });
    return watch;
  }

  /** When the customer's event of that type came. */
  seen(customerId: string, eventType: string, timeoutMs: number): Promise<number> {
    return this.wait(`${customerId} com.oceafin.partner.${eventType}.v1`, timeoutMs);
  }

  /** Milliseconds from send to message, one after the other. */
  async bareHops(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      const key = randomUUID();
      const began = performance.now();
      const seen = this.wait(`${key} bare`, 10_000);
      const value = 'x'.repeat(600);
      const messages = [{ key, value, headers: { ce_type: 'bare' } }];
      await this.producer.send({ topic: this.bareTopic, messages });
      times.push((await seen) - began);
    }
    return times;
  }

  async close(): Promise<void> {
    await Promise.all([this.consumer.disconnect(), this.producer.disconnect()]);
  }

  private wait(what: string, timeoutMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${what} never came`)), timeoutMs);
      this.waiting.set(what, (at) => {
        clearTimeout(late);
        resolve(at);
      });
    });
  }

  private tell(what: string): void {
    this.waiting.get(what)?.(performance.now());
    this.waiting.delete(what);
  }
}
