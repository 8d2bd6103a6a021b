import { Controller } from '@nestjs/common';
import { Ctx, EventPattern } from '@nestjs/microservices';
import { EventContext, Outbox } from '@oceafin/messaging';
import { benchApp, count, event, orderPlaced, TYPE, untilTrue } from './bench-app';
import type { Servers } from './servers';
import { sparkline } from './sparkline';

const BATCH = 500;
const KEYS = 20_000;
/** Rows that may wait in the outbox before the writer pauses: memory is to be watched, not the disk. */
const BACKLOG = 20_000;

@Controller()
class TakeOrder {
  @EventPattern<string>(TYPE)
  async on(@Ctx() context: EventContext): Promise<void> {
    await context.tx.query('SELECT 1');
  }
}

/** Resident memory of one process that appends, relays and consumes so many events. */
export async function memory(servers: Servers, events: number): Promise<string> {
  const contract = orderPlaced(await servers.newTopic());
  const url = await servers.newDatabase();
  const { app, db, close } = await benchApp({
    url,
    brokers: servers.brokers,
    contract,
    controllers: [TakeOrder],
  });
  const outbox = app.get(Outbox);
  const megabytes: number[] = [];
  const sampling = setInterval(() => megabytes.push(process.memoryUsage().rss / 1024 / 1024), 500);
  const began = Date.now();
  for (let from = 0; from < events; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) =>
      event(contract, `k${(from + index) % KEYS}`, from + index),
    );
    await db.transaction((tx) => outbox.append(tx, batch));
    if (from % BACKLOG === 0) await untilTrue(async () => (await count(db, 'outbox_messages')) < BACKLOG);
  }
  const applied = async (): Promise<number> => {
    const [row] = await db.query<{ n: string }[]>('SELECT coalesce(sum(version), 0) AS n FROM inbox_heads');
    return Number(row!.n);
  };
  await untilTrue(async () => (await applied()) >= events, 500);
  clearInterval(sampling);
  const [left] = await db.query<{ rows: string; kib: string }[]>(
    `SELECT pg_total_relation_size('outbox_messages') / 1024 AS kib, (SELECT count(*) FROM outbox_messages) AS rows`,
  );
  await close();
  const seconds = (Date.now() - began) / 1000;
  const [least, most] = [Math.min(...megabytes), Math.max(...megabytes)];
  const at = (share: number): string =>
    `${Math.round(megabytes[Math.floor((megabytes.length - 1) * share)]!)}`;
  return (
    `Memory over ${events} events in ${seconds.toFixed(0)} s: ${least.toFixed(0)} to ${most.toFixed(0)} MiB ` +
    `(after ¼ ${at(0.25)}, ½ ${at(0.5)}, ¾ ${at(0.75)}, at the end ${at(1)})\n${sparkline(megabytes)}\n` +
    `Outbox table and indexes at the end: ${left!.kib} KiB, ${left!.rows} rows`
  );
}
