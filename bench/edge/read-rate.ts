import { join } from 'node:path';
import { exchange } from '@oceafin/testing';
import { spawnGuarded } from '../../tools/local-stack/process/guarded';
import { freePort } from '../../tools/local-stack/process/ports';
import { untilReady } from '../../tools/local-stack/process/wait';
import { projectRoot } from '../../tools/local-stack/project-root';
import { rate, type Result } from '../measure';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { closedLoop } from './load';

/** A signed read of a customer beside Fastify with one query by primary key and nothing else. */
export async function readRate(servers: Servers, seconds: number): Promise<Result[]> {
  const stack = await EdgeStack.start(servers);
  try {
    const customerId = await stack.newCustomer();
    const ours = await measured(() => stack.get(`/customers/${customerId}`), seconds);
    const peer = await besideFastify(stack.adminUrl('customer'), customerId, seconds);
    const what = 'signed GET /customers/{id} ÷ Fastify with one query';
    return [{ what, ours: rate(ours), peer: rate(peer), ratio: ours / peer, goal: { atLeast: 0.5 } }];
  } finally {
    await stack.stop();
  }
}

async function measured(call: Parameters<typeof closedLoop>[0], seconds: number): Promise<number> {
  await closedLoop(call, 3);
  return closedLoop(call, seconds);
}

async function besideFastify(database: string, customerId: string, seconds: number): Promise<number> {
  const port = await freePort();
  const main = join(projectRoot(), 'dist/bench/edge/bare-fastify.js');
  const env = { PATH: process.env.PATH, PORT: String(port), DATABASE: database };
  const peer = await spawnGuarded(process.execPath, [main], { env, log: '/dev/null' });
  const call = { method: 'GET', headers: {}, body: Buffer.alloc(0), timeoutMs: 30_000 };
  const read = () =>
    exchange({ ...call, origin: `http://127.0.0.1:${port}`, target: `/customers/${customerId}` });
  try {
    await untilReady('Fastify', peer, '/dev/null', async () => (await read()).status === 200);
    return await measured(read, seconds);
  } finally {
    await peer.stop();
  }
}
