import { randomUUID } from 'node:crypto';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { PARTNER_EVENTS, TOPICS } from '@oceafin/contracts';
import { connectConsumer, deadLetterTopic, MessagingModule } from '@oceafin/messaging';
import { Kafka, logLevel } from 'kafkajs';
import { MirrorCustomerWhenPartnerEvent } from './mirror-customer-when-partner-event.policy';

const GROUP = 'example.mirror';

export interface ConsumerSettings {
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  /** A database of the consumer's own, with the tables of `tables.ts`. */
  readonly databaseUrl: string;
}

/** A Nest application that follows the partner feed with ordinary `@EventPattern` handlers. */
export async function startConsumer(settings: ConsumerSettings): Promise<INestApplication> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: settings.databaseUrl }),
      MessagingModule.forRoot({
        brokers: settings.brokers,
        topicPrefix: settings.topicPrefix,
        clientId: 'example-nest',
        instanceId: randomUUID(),
        workerDb: getDataSourceToken(),
        contracts: Object.values(PARTNER_EVENTS),
      }),
    ],
    controllers: [MirrorCustomerWhenPartnerEvent],
  })
  class ConsumerModule {}

  await makeDeadLetterTopic(settings);
  const app = await NestFactory.create(ConsumerModule, new FastifyAdapter(), { logger: ['error'] });
  await app.init();
  await connectConsumer(app, { group: GROUP, topics: [TOPICS.partner.name] });
  return app;
}

/** What can't be applied is put aside there; a consumer without it doesn't start. */
async function makeDeadLetterTopic({ brokers, topicPrefix }: ConsumerSettings): Promise<void> {
  const admin = new Kafka({
    brokers: [...brokers],
    clientId: 'example-nest',
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    const topic = topicPrefix + deadLetterTopic(TOPICS.partner.name, GROUP);
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}
