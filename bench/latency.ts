import { Controller, type Type } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Outbox } from '@oceafin/messaging';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchApp, event, orderPlaced, TYPE } from './bench-app';
import { ms, percentile, type Result } from './measure';
import { record } from './relay-drain';
import type { Servers } from './servers';

const EVERY_MS = 10;
const EVENTS = 1_500;
const WARM_UP = 200;

/** From the commit in one app to the handler of another, beside kafkajs from send to message, at the same rate. */
export async function latency(servers: Servers): Promise<Result[]> {
  const ours = await throughOutbox(servers);
  const bare = await throughKafkaOnly(servers);
  return (
    [
      ['p50', 0.5, 2],
      ['p99', 0.99, 3],
    ] as const
  ).map(([name, share, atMost]) => {
    const [mine, theirs] = [percentile(ours, share), percentile(bare, share)];
    return {
      what: `commit → handler ${name} ÷ bare kafkajs send → message`,
      ours: ms(mine),
      peer: ms(theirs),
      ratio: mine / theirs,
      goal: { atMost },
    };
  });
}

async function throughOutbox(servers: Servers): Promise<number[]> {
  const contract = orderPlaced(await servers.newTopic());
  const clock = new Stopwatch();
  const producing = await benchApp({ url: await servers.newDatabase(), brokers: servers.brokers, contract });
  const consuming = await benchApp({
    url: await servers.newDatabase(),
    brokers: servers.brokers,
    contract,
    controllers: [handler(clock)],
  });
  const outbox = producing.app.get(Outbox);
  await clock.run(async (n) => {
    await producing.db.transaction((tx) => outbox.append(tx, [event(contract, `k${n}`, n)]));
    clock.begin(n);
  });
  await Promise.all([producing.close(), consuming.close()]);
  return clock.milliseconds;
}

function handler(clock: Stopwatch): Type {
  @Controller()
  class OnOrder {
    @EventPattern<string>(TYPE)
    on(@Payload() { n }: { n: number }): void {
      clock.end(n);
    }
  }
  return OnOrder;
}

async function throughKafkaOnly(servers: Servers): Promise<number[]> {
  const topic = await servers.newTopic();
  const clock = new Stopwatch();
  const producer = servers.kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  const consumer = servers.kafka.consumer({ groupId: `${topic}.bare`, maxWaitTimeInMs: 250 });
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      clock.end((JSON.parse(String(message.value)) as { n: number }).n);
      return Promise.resolve();
    },
  });
  await clock.run(async (n) => {
    clock.begin(n);
    await producer.send({ topic, acks: -1, messages: [record(`k${n}`, n, 1)] });
  });
  await Promise.all([producer.disconnect(), consumer.disconnect()]);
  return clock.milliseconds;
}

/** Times of single events, by their number; what came before its own begin took no time. */
class Stopwatch {
  private readonly began = new Map<number, number>();
  private readonly ended = new Map<number, number>();

  begin(n: number): void {
    this.began.set(n, performance.now());
  }

  end(n: number): void {
    if (!this.ended.has(n)) this.ended.set(n, performance.now());
  }

  get milliseconds(): number[] {
    return [...this.ended]
      .filter(([n]) => n >= WARM_UP)
      .map(([n, at]) => Math.max(0, at - (this.began.get(n) ?? at)));
  }

  /** Starts one event every few milliseconds, whatever became of those before. */
  async run(send: (n: number) => Promise<void>): Promise<void> {
    const first = performance.now();
    const sent: Promise<void>[] = [];
    for (let n = 0; n < EVENTS; n += 1) {
      await sleep(Math.max(0, first + n * EVERY_MS - performance.now()));
      sent.push(send(n));
    }
    await Promise.all(sent);
    while (this.ended.size < EVENTS) await sleep(20);
  }
}
