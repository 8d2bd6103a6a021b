import { randomUUID } from 'node:crypto';
import { type EventDefinition, Outbox } from '@oceafin/messaging';
import { benchApp, event, NO_BROKER, NOTE, orderPlaced, TYPE, untilTrue } from './bench-app';
import { perSecond, rate, type Result, secondsOf } from './measure';
import { drainWithPeer } from './peers/pg-transactional-outbox';
import type { Servers } from './servers';

const BATCH = 500;
const KEYS = 10_000;

/** How fast a full outbox reaches the broker, beside the same batches without any outbox, and beside a peer. */
export async function relayDrain(servers: Servers, rows: number): Promise<Result[]> {
  const contract = orderPlaced(await servers.newTopic());
  const url = await servers.newDatabase();
  await fill(url, contract, rows);
  const ours = perSecond(rows, await drain(servers, url, contract));
  const bare = perSecond(rows, await produceBare(servers, rows));
  const peerRows = Math.min(rows, 10_000);
  const peer = perSecond(peerRows, await drainWithPeer(servers, peerRows));
  return [
    {
      what: `relay drains ${rows} rows ÷ bare kafkajs`,
      ours: rate(ours),
      peer: rate(bare),
      ratio: ours / bare,
      goal: { atLeast: 0.5 },
    },
    {
      what: `relay drains ÷ pg-transactional-outbox (polling, ${peerRows} rows)`,
      ours: rate(ours),
      peer: rate(peer),
      ratio: ours / peer,
      goal: { atLeast: 2 },
    },
  ];
}

async function fill(url: string, contract: EventDefinition, rows: number): Promise<void> {
  const { app, db, close } = await benchApp({ url, brokers: NO_BROKER, contract });
  const outbox = app.get(Outbox);
  for (let from = 0; from < rows; from += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) =>
      event(contract, `k${(from + index) % KEYS}`, from + index),
    );
    await db.transaction((tx) => outbox.append(tx, events));
  }
  await close();
}

async function drain(servers: Servers, url: string, contract: EventDefinition): Promise<number> {
  let close: () => Promise<void> = async () => undefined;
  const seconds = await secondsOf(async () => {
    const bench = await benchApp({ url, brokers: servers.brokers, contract });
    close = bench.close;
    await untilTrue(async () => {
      const [row] = await bench.db.query<{ empty: boolean }[]>(
        'SELECT NOT EXISTS (SELECT FROM outbox_messages) AS empty',
      );
      return row!.empty;
    });
  });
  await close();
  return seconds;
}

/** The same records in the same batches by the same kind of producer. */
async function produceBare(servers: Servers, rows: number): Promise<number> {
  const topic = await servers.newTopic();
  const producer = servers.kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  const seconds = await secondsOf(async () => {
    await producer.connect();
    for (let from = 0; from < rows; from += BATCH) {
      const messages = Array.from({ length: BATCH }, (_, index) =>
        record(`k${(from + index) % KEYS}`, from + index, 1),
      );
      await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] });
    }
  });
  await producer.disconnect();
  return seconds;
}

/** What our relay would send. */
export function record(
  key: string,
  n: number,
  version: number,
): { key: string; value: string; headers: Record<string, string> } {
  return {
    key,
    value: JSON.stringify({ n, note: NOTE }),
    headers: {
      ...{ 'content-type': 'application/json', ce_specversion: '1.0', ce_id: randomUUID(), ce_type: TYPE },
      ...{ ce_source: '/example/orders', ce_time: new Date().toISOString(), ce_subject: key },
      ...{ ce_dataschema: 'https://example.com/OrderPlaced.v1.json', ce_keyversion: String(version) },
    },
  };
}
