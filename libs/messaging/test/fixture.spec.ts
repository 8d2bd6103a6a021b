import { type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { testDatabase, testKafka, topicPrefix, type TestDatabase } from '@oceafin/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import {
  connectConsumer,
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
    await fixture.createTopic(OrderPlaced.topic);
    return fixture;
  }

  async createTopic(topic: string): Promise<void> {
    const admin = testKafka().kafka.admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic: this.prefix + topic, numPartitions: 3 }],
    });
    await admin.disconnect();
  }

  /** A process of its own as far as messaging is concerned: relay, and consumers where controllers are given. */
  async start(
    options: { controllers?: Type[]; topics?: string[]; messaging?: Partial<MessagingOptions> } = {},
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
            consumer: { attempts: 2, backoffMs: 10, sessionTimeoutMs: 6_000 },
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
      await connectConsumer(app, { group: GROUP, topics: options.topics ?? [OrderPlaced.topic] });
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
