import 'reflect-metadata';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  connectConsumer,
  type EventDefinition,
  MessagingModule,
  type OutgoingEvent,
} from '@oceafin/messaging';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { groupOf } from './servers';

export const TYPE = 'com.example.OrderPlaced.v1';

export const orderPlaced = (topic: string): EventDefinition => ({
  ...{ type: TYPE, source: '/example/orders', dataschema: 'https://example.com/OrderPlaced.v1.json', topic },
  schema: {
    type: 'object',
    required: ['n', 'note'],
    properties: { n: { type: 'integer' }, note: { type: 'string' } },
    additionalProperties: false,
  },
});

/** About as large as an event of the product. */
export const NOTE = 'x'.repeat(400);

export const event = (contract: EventDefinition, key: string, n: number): OutgoingEvent => ({
  contract,
  key,
  data: { n, note: NOTE },
});

export interface BenchApp {
  readonly app: INestApplication;
  readonly db: DataSource;
  readonly close: () => Promise<void>;
}

export interface BenchAppOptions {
  readonly url: string;
  readonly brokers: readonly string[];
  readonly contract: EventDefinition;
  readonly controllers?: Type[];
  readonly poolSize?: number;
}

/** One process's worth of our library, with its default settings. */
export async function benchApp(options: BenchAppOptions): Promise<BenchApp> {
  const { url, brokers, contract, controllers = [], poolSize = 20 } = options;
  const db = await new DataSource({ type: 'postgres', url, poolSize }).initialize();
  class Databases {}
  const databases = {
    module: Databases,
    global: true,
    providers: [{ provide: 'DB', useValue: db }],
    exports: ['DB'],
  };
  const messaging = MessagingModule.forRoot({
    ...{ brokers, clientId: 'bench', instanceId: `bench-${process.pid}-${Math.random()}`, workerDb: 'DB' },
    contracts: [contract],
  });
  const root = { module: class Root {}, imports: [databases, messaging], controllers };
  const app = await NestFactory.create(root, new FastifyAdapter(), { logger: ['error'] });
  await app.init();
  if (controllers.length > 0)
    await connectConsumer(app, { group: groupOf(contract.topic), topics: [contract.topic] });
  return {
    app,
    db,
    close: async () => {
      await app.close();
      await db.destroy();
    },
  };
}

/** A broker nobody can reach: what is appended stays in the outbox. */
export const NO_BROKER = ['127.0.0.1:1'];

export async function untilTrue(probe: () => Promise<boolean>, everyMs = 100): Promise<void> {
  while (!(await probe())) await sleep(everyMs);
}

export async function count(db: DataSource, table: string): Promise<number> {
  const [row] = await db.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`);
  return row!.n;
}
