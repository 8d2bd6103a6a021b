import { Controller, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, KafkaContext, Payload, ServerKafka } from '@nestjs/microservices';
import { EventContext } from '@oceafin/messaging';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { benchApp, count, NOTE, orderPlaced, TYPE, untilTrue } from './bench-app';
import { perSecond, rate, type Result, secondsOf } from './measure';
import { record } from './relay-drain';
import type { Servers } from './servers';

const KEYS = 2_000;
const INSERT = 'INSERT INTO orders (customer, note) VALUES ($1, $2)';

/** A full topic into one insert a message: with lanes and inbox, by kafkajs alone, by Nest's own Kafka server. */
export async function consume(servers: Servers, messages: number): Promise<Result[]> {
  const topic = await filledTopic(servers, messages);
  const ours = perSecond(messages, await withInbox(servers, topic, messages));
  const bare = perSecond(messages, await withKafkajs(servers, topic, messages));
  const nest = perSecond(messages, await withServerKafka(servers, topic, messages));
  return [
    {
      what: `consume ${messages} with lanes and inbox ÷ bare kafkajs eachBatch`,
      ours: rate(ours),
      peer: rate(bare),
      ratio: ours / bare,
      goal: { atLeast: 0.7 },
    },
    {
      what: "consume with lanes and inbox ÷ Nest's ServerKafka",
      ours: rate(ours),
      peer: rate(nest),
      ratio: ours / nest,
    },
  ];
}

async function filledTopic(servers: Servers, count: number): Promise<string> {
  const topic = await servers.newTopic();
  const producer = servers.kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (let from = 0; from < count; from += 500) {
    const messages = Array.from({ length: Math.min(500, count - from) }, (_, index) => {
      const n = from + index;
      return record(`k${n % KEYS}`, n, Math.floor(n / KEYS) + 1);
    });
    await producer.send({ topic, acks: -1, messages });
  }
  await producer.disconnect();
  return topic;
}

/** The rows are counted where they arrive, alike for all. */
async function untilStored(
  url: string,
  messages: number,
  start: () => Promise<() => Promise<unknown>>,
): Promise<number> {
  const db = await new DataSource({ type: 'postgres', url }).initialize();
  let stop: () => Promise<unknown> = async () => undefined;
  const seconds = await secondsOf(async () => {
    stop = await start();
    await untilTrue(async () => (await count(db, 'orders')) >= messages);
  });
  await stop();
  await db.destroy();
  return seconds;
}

async function withInbox(servers: Servers, topic: string, messages: number): Promise<number> {
  const url = await servers.newDatabase();
  @Controller()
  class StoreOrder {
    @EventPattern<string>(TYPE)
    async on(@Payload() { note }: { note: string }, @Ctx() context: EventContext): Promise<void> {
      await context.tx.query(INSERT, [context.key, note]);
    }
  }
  const { brokers } = servers;
  return untilStored(
    url,
    messages,
    async () =>
      (await benchApp({ url, brokers, contract: orderPlaced(topic), controllers: [StoreOrder] })).close,
  );
}

async function withKafkajs(servers: Servers, topic: string, messages: number): Promise<number> {
  const url = await servers.newDatabase();
  const pool = new Pool({ connectionString: url, max: 20 });
  return untilStored(url, messages, async () => {
    const consumer = servers.kafka.consumer({ groupId: `${topic}.bare` });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: async (payload) => {
        for (const { key, value, offset } of payload.batch.messages) {
          const { note } = JSON.parse(String(value)) as { note: string };
          await pool.query(INSERT, [String(key), note]);
          payload.resolveOffset(offset);
          await payload.heartbeat();
        }
        await payload.commitOffsetsIfNecessary();
      },
    });
    return () => consumer.disconnect().then(() => pool.end());
  });
}

async function withServerKafka(servers: Servers, topic: string, messages: number): Promise<number> {
  const url = await servers.newDatabase();
  const pool = new Pool({ connectionString: url, max: 20 });
  return untilStored(url, messages, async () => {
    const strategy = new ServerKafka({
      client: { brokers: servers.brokers, clientId: 'nest' },
      consumer: { groupId: `${topic}.nest` },
      subscribe: { fromBeginning: true },
    });
    const root = { module: class Root {}, controllers: [storing(pool, topic)] };
    const app = await NestFactory.createMicroservice(root, { strategy, logger: ['error'] });
    await app.listen();
    return () => app.close().then(() => pool.end());
  });
}

/** Nest's server finds a handler by topic. */
function storing(pool: Pool, topic: string): Type {
  @Controller()
  class StoreOrder {
    @EventPattern<string>(topic)
    async on(@Payload() { note }: { note: string }, @Ctx() context: KafkaContext): Promise<void> {
      await pool.query(INSERT, [String(context.getMessage().key), note ?? NOTE]);
    }
  }
  return StoreOrder;
}
