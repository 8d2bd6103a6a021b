import { type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { eventually, testDatabase, testKafka, topicPrefix, type TestDatabase } from '@oceafin/testing';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import {
  connectConsumer,
  deadLetterTopic,
  type EventDefinition,
  type MessagingOptions,
  MessagingModule,
  messagingSchemaSql,
} from '../src';

export const OrderPlaced: EventDefinition = {
  type: 'com.example.OrderPlaced.v1',
  source: '/example/orders',
  dataschema: 'https://example.com/schemas/OrderPlaced.v1.json',
  topic: 'example.orders.events',
  schema: {
    type: 'object',
    required: ['n'],
    properties: { n: { type: 'integer' }, poison: { type: 'boolean' } },
    additionalProperties: false,
  },
};

export const OrderIgnored: EventDefinition = { ...OrderPlaced, type: 'com.example.OrderIgnored.v1' };

export interface PublishedMessage {
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

export const GROUP = 'example.shop.policies';

/** One database, one topic of three partitions, and any number of processes' worth of Nest applications. */
export class MessagingFixture {
  readonly prefix = topicPrefix();
  private readonly apps: INestApplication[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly db: DataSource,
  ) {}

  static async create(): Promise<MessagingFixture> {
    const database = await testDatabase('customer', { empty: true });
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const roles = { runtimeRole: 'customer_runtime', workerRole: 'customer_worker' };
    for (const statement of messagingSchemaSql(roles)) await owner.query(statement);
    await owner.query(
      'CREATE TABLE effects (n serial PRIMARY KEY, key text NOT NULL, value integer NOT NULL)',
    );
    await owner.query('GRANT ALL ON effects, effects_n_seq TO customer_worker');
    await owner.end();
    const db = await new DataSource({ type: 'postgres', url: database.workerUrl }).initialize();
    const fixture = new MessagingFixture(database, db);
    await fixture.createTopics([OrderPlaced.topic, deadLetterTopic(OrderPlaced.topic, GROUP)]);
    return fixture;
  }

  async createTopics(names: string[], config: Record<string, string> = {}): Promise<void> {
    const admin = testKafka().kafka.admin();
    await admin.connect();
    const topics = names.map((name) => this.prefix + name);
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await admin.createTopics({
      waitForLeaders: false,
      topics: topics.map((topic) => ({ topic, numPartitions: 3, configEntries })),
    });
    await eventually(() => admin.fetchTopicMetadata({ topics }));
    await admin.disconnect();
  }

  /** What reached the broker, as a stranger reads it: delivery is at least once. */
  async published(topic: string, count: number): Promise<PublishedMessage[]> {
    const consumer = testKafka().kafka.consumer({ groupId: `${this.prefix}reader-${randomUUID()}` });
    const seen: PublishedMessage[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [this.prefix + topic], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value, headers = {} } }) => {
        const texts = Object.entries(headers).map(([name, text]) => [name, String(text)]);
        seen.push({ key: String(key), value, headers: Object.fromEntries(texts) });
      },
    });
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(count), { timeoutMs: 30_000 });
    await consumer.disconnect();
    return seen;
  }

  /** Puts a message on the topic past every outbox, as a late relay or a stranger would. */
  async produce(key: string, version: number | null, data: unknown, more: Record<string, string> = {}) {
    const producer = testKafka().kafka.producer();
    await producer.connect();
    const headers = {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: randomUUID(),
      ce_type: OrderPlaced.type,
      ce_source: OrderPlaced.source,
      ...(version === null ? {} : { ce_keyversion: String(version) }),
      ...more,
    };
    const value = Buffer.isBuffer(data) ? data : JSON.stringify(data);
    await producer.send({ topic: this.prefix + OrderPlaced.topic, messages: [{ key, value, headers }] });
    await producer.disconnect();
  }

  /** A process of its own as far as messaging is concerned: relay, and consumers where controllers are given. */
  async start(
    options: {
      controllers?: Type[];
      topics?: string[];
      unknownTypes?: 'PARK' | 'SKIP';
      messaging?: Partial<MessagingOptions>;
    } = {},
  ): Promise<INestApplication> {
    const db = await new DataSource({ type: 'postgres', url: this.database.workerUrl }).initialize();
    class Databases {}
    const app = await NestFactory.create(
      {
        module: class Root {},
        imports: [
          { module: Databases, global: true, providers: [{ provide: 'DB', useValue: db }], exports: ['DB'] },
          MessagingModule.forRoot({
            brokers: testKafka().brokers,
            clientId: 'example',
            topicPrefix: this.prefix,
            instanceId: `instance-${this.apps.length}`,
            workerDb: 'DB',
            contracts: [OrderPlaced, OrderIgnored],
            relay: { sweepMs: 200 },
            consumer: { attempts: 2, backoffMs: 10, sessionTimeoutMs: 6_000, drainSweepMs: 100 },
            ...options.messaging,
          }),
        ],
        controllers: options.controllers ?? [],
      },
      new FastifyAdapter(),
      { logger: false },
    );
    this.apps.push(app);
    await app.init();
    if (options.controllers) {
      const { topics = [OrderPlaced.topic], unknownTypes } = options;
      await connectConsumer(app, { group: GROUP, topics, unknownTypes });
    }
    return app;
  }

  async effects(): Promise<{ key: string; value: number }[]> {
    return this.db.query('SELECT key, value FROM effects ORDER BY n');
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.db.destroy();
    await this.database.drop();
  }
}
