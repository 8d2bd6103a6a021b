import { randomUUID } from 'node:crypto';
import { ms, rate, type Result } from '../measure';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { closedLoop, openLoop, p50, p99 } from './load';
import { createInPgbench } from './pgbench-create';

/** Signed, idempotent creations through one app instance, beside pgbench with the very statements of one. */
export async function createRate(servers: Servers, seconds: number): Promise<Result[]> {
  const inPgbench = await createInPgbench(servers, seconds);
  const stack = await EdgeStack.start(servers);
  try {
    const create = () => stack.create(`bench-${randomUUID()}`);
    await closedLoop(create, 3);
    const ours = await closedLoop(create, seconds);
    const rows: Result[] = [
      {
        what: 'signed POST /customers ÷ pgbench with its statements',
        ...{ ours: rate(ours), peer: rate(inPgbench), ratio: ours / inPgbench, goal: { atLeast: 0.6 } },
      },
    ];
    for (const share of [0.5, 0.8]) {
      const { latencies } = await openLoop(create, ours * share, seconds);
      const [half, most] = [p50(latencies), p99(latencies)];
      const what = `POST /customers at ${share * 100} %: p99 ÷ p50`;
      rows.push({ what, ours: ms(most), peer: ms(half), ratio: most / half });
    }
    return rows;
  } finally {
    await stack.stop();
  }
}
