import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { ms, rate, type Result } from '../measure';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { closedLoop, openLoop, p99, type Offered } from './load';

const OVERLOAD = 1.2;
const PATIENCE_SECONDS = 30;

/** With as many waiting for the databases as the default lets, and with a queue as long as requests may be in work. */
export async function overload(servers: Servers, seconds: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const waiting of [60, 1_000]) {
    const stack = await EdgeStack.start(servers, { MAX_WAITING_REQUESTS: String(waiting) });
    try {
      results.push(...(await overloaded(stack, waiting, seconds)));
    } finally {
      await stack.stop();
    }
  }
  return results;
}

async function overloaded(stack: EdgeStack, waiting: number, seconds: number): Promise<Result[]> {
  const run = `over-${waiting}-${randomUUID()}`;
  let sent = 0;
  const create = () => stack.create(`${run}-${(sent += 1)}`);
  await closedLoop(create, 3);
  const most = await closedLoop(create, seconds);
  const before = await openLoop(create, most * 0.8, seconds);
  const during = await openLoop(create, most * OVERLOAD, seconds * 3);
  const recovered = await secondsUntil(p99(before.latencies), () => openLoop(create, most * 0.5, 1));
  const lost = await missing(stack, [before, during]);
  const at = `120 % of ${rate(most)}, ${waiting} waiting`;
  return [
    {
      what: `${at}: p99 of admitted ÷ p99 at 80 % (${during.refused} of ${during.refused + during.admitted.length} refused)`,
      ...{ ours: ms(p99(during.latencies)), peer: ms(p99(before.latencies)) },
      ...{ ratio: p99(during.latencies) / p99(before.latencies), goal: { atMost: 3 } },
    },
    {
      what: `${at}: seconds until p99 at 50 % is below that at 80 %`,
      ...{ ours: `${recovered} s`, peer: '10 s', ratio: recovered / 10, goal: { atMost: 1 } },
    },
    {
      what: `${at}: acknowledged and not stored`,
      ours: String(lost),
      peer: '0',
      ratio: lost,
      goal: { atMost: 0 },
    },
  ];
}

async function secondsUntil(usual: number, aSecond: () => Promise<Offered>): Promise<number> {
  for (let second = 1; second <= PATIENCE_SECONDS; second += 1) {
    const { latencies, refused } = await aSecond();
    if (refused === 0 && p99(latencies) <= usual) return second;
  }
  return PATIENCE_SECONDS;
}

async function missing(stack: EdgeStack, offered: readonly Offered[]): Promise<number> {
  const ids = offered.flatMap(({ admitted }) =>
    admitted.map((answer) => answer.json<{ customerId: string }>().customerId),
  );
  const db = new Client({ connectionString: stack.adminUrl('customer') });
  await db.connect();
  const { rows } = await db.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM unnest($1::uuid[]) AS id WHERE NOT EXISTS (SELECT FROM customers WHERE customer_id = id)',
    [ids],
  );
  await db.end();
  return rows[0]!.n;
}
