import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { type Call, closedLoop } from './load';
import { processorTime, serverTime } from './processor-time';

const WARM_UP_SECONDS = 3;

/**
 * What a request costs as more is done for it: microseconds of the processor for the app and for PostgreSQL, which other
 * work on the machine changes less than it changes how many there are a second.
 */
export async function layers(servers: Servers, seconds: number): Promise<string> {
  const stack = await EdgeStack.start(servers);
  const db = new Client({ connectionString: stack.adminUrl('customer') });
  await db.connect();
  try {
    const { rows } = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const spent = () => [processorTime(stack.pid), serverTime(rows[0]!.pid)] as const;
    const customerId = await stack.newCustomer();
    const key = `replayed-${randomUUID()}`;
    const steps: Record<string, Call> = {
      'no signature: /health/live': () => stack.plain('/health/live'),
      'and signature, nonce, limits, a transaction: GET /me': () => stack.get('/me'),
      'and marks and one read: GET /customers/{id}': () => stack.get(`/customers/${customerId}`),
      'validation and a stored answer: POST /customers again': () => stack.create(key),
      'and business rows, history, outbox, mark: POST /customers': () =>
        stack.create(`bench-${randomUUID()}`),
    };
    const lines = [
      '| what is done | µs app | µs PostgreSQL | requests a second |',
      '| --- | --- | --- | --- |',
    ];
    await stack.create(key);
    for (const [what, call] of Object.entries(steps)) {
      await closedLoop(call, WARM_UP_SECONDS);
      const before = spent();
      const perSecond = await closedLoop(call, seconds);
      const [app, postgres] = spent().map((now, at) => Math.round((now - before[at]!) / perSecond / seconds));
      lines.push(`| ${what} | ${app} | ${postgres} | ${Math.round(perSecond)} |`);
    }
    return lines.join('\n');
  } finally {
    await db.end();
    await stack.stop();
  }
}
