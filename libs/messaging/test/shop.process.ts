import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import {
  connectConsumer,
  EventContext,
  type EventDefinition,
  MessagingModule,
  type MessagingOptions,
} from '../src';

/** What a spec starts this process with, as JSON in its only argument. */
export interface ShopOptions {
  readonly databaseUrl: string;
  readonly messaging: Omit<MessagingOptions, 'workerDb'>;
  /** Absent: a relay only. */
  readonly consume?: { readonly group: string; readonly contract: EventDefinition };
}

/** An application in a process of its own, to be stopped and killed. */
async function main(): Promise<void> {
  const { databaseUrl, messaging, consume } = JSON.parse(process.argv[2] ?? '') as ShopOptions;
  const db = await new DataSource({
    type: 'postgres',
    url: databaseUrl,
    // A stopped process keeps its keys locked until the server ends its transactions.
    extra: { idle_in_transaction_session_timeout: 3_000 },
  }).initialize();

  @Controller()
  class RecordOrders {
    @EventPattern<string>(consume?.contract.type ?? 'none')
    async on(@Payload() { n }: { n: number }, @Ctx() { tx, key }: EventContext): Promise<void> {
      await tx.query('INSERT INTO effects (key, value) SELECT $1, $2 FROM pg_sleep(0.05)', [key, n]);
    }
  }

  @Module({ providers: [{ provide: 'DB', useValue: db }], exports: ['DB'] })
  class Databases {}

  @Module({
    imports: [{ module: Databases, global: true }, MessagingModule.forRoot({ ...messaging, workerDb: 'DB' })],
    controllers: consume ? [RecordOrders] : [],
  })
  class Shop {}

  const app = await NestFactory.create(Shop, new FastifyAdapter(), { logger: ['warn', 'error', 'fatal'] });
  await app.init();
  if (consume) await connectConsumer(app, { group: consume.group, topics: [consume.contract.topic] });
  process.stdout.write('ready\n');
}

void main();
