import { randomUUID } from 'node:crypto';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { type Call, closedLoop } from './load';

/** What a request costs as more is done for it, in microseconds of the instance when it has all it can do. */
export async function layers(servers: Servers, seconds: number): Promise<string> {
  const stack = await EdgeStack.start(servers);
  try {
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
    const lines = ['| what is done | requests a second | µs each |', '| --- | --- | --- |'];
    await stack.create(key);
    for (const [what, call] of Object.entries(steps)) {
      const perSecond = await closedLoop(call, seconds);
      lines.push(`| ${what} | ${Math.round(perSecond)} | ${Math.round(1e6 / perSecond)} |`);
    }
    return lines.join('\n');
  } finally {
    await stack.stop();
  }
}
