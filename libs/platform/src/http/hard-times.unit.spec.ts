import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually } from '@oceafin/testing';
import type { FastifyRequest } from 'fastify';
import { createApp } from '../bootstrap';
import type { HttpOptions } from './http-adapter';

const release: (() => void)[] = [];

@Controller('partner/v1')
class SlowController {
  @Get('slow')
  slow(): Promise<object> {
    return new Promise((resolve) => release.push(() => resolve({ done: true })));
  }

  @Post('bodies')
  async body(@Req() request: FastifyRequest): Promise<object> {
    let size = 0;
    for await (const chunk of request.raw) size += (chunk as Buffer).length;
    return { size };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

describe('in hard times', () => {
  let app: NestFastifyApplication;
  let starved: NestFastifyApplication;
  let impatient: NestFastifyApplication;
  let crowded: NestFastifyApplication;
  const sockets: Socket[] = [];

  async function listening(http: HttpOptions): Promise<NestFastifyApplication> {
    const created = await createApp({
      name: 'customer',
      module: SlowModule,
      logger: { level: 'silent' },
      http,
    });
    await created.listen(0, '127.0.0.1');
    return created;
  }

  beforeAll(async () => {
    // Only where starving is meant may a slow machine look starved.
    app = await listening({ maxConcurrentRequests: 2, maxEventLoopDelayMs: 60_000 });
    starved = await listening({ maxEventLoopDelayMs: 200, starvedForMs: 500 });
    impatient = await listening({ headersTimeoutMs: 400, requestTimeoutMs: 800 });
    crowded = await listening({ maxConnections: 2 });
  });

  afterEach(() => {
    release.splice(0).forEach((answer) => answer());
    sockets.splice(0).forEach((socket) => socket.destroy());
  });

  afterAll(() => Promise.all([app, starved, impatient, crowded].map((each) => each.close())));

  async function open(bytes: string, at = app): Promise<{ socket: Socket; received: () => string }> {
    const socket = connect(Number(new URL(await at.getUrl()).port), '127.0.0.1');
    sockets.push(socket);
    let received = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (received += chunk.toString()));
    await once(socket, 'connect');
    socket.write(bytes);
    return { socket, received: () => received };
  }

  /** Also where the server resets it. */
  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));

  const get = (path: string, at = app) =>
    open(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\nConnection: close\r\n\r\n`, at);

  async function answerTo(path: string, at = app): Promise<string> {
    const { received, socket } = await get(path, at);
    await closed(socket);
    return received();
  }

  it('refuses what exceeds the requests in work, watchers excepted, until one is answered', async () => {
    const first = await get('/partner/v1/slow');
    await get('/partner/v1/slow');
    await eventually(() => expect(release).toHaveLength(2));
    const refused = await answerTo('/partner/v1/slow');
    expect(refused).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1\r\n/i);
    expect(refused).toContain('"code":"PARTNER_PROCESSING_UNAVAILABLE"');
    expect(refused).toContain('"requestId":"r1"');
    expect(await answerTo('/health/live')).toMatch(/^HTTP\/1.1 200 /);
    release.shift()!();
    await eventually(() => expect(first.received()).toMatch(/^HTTP\/1.1 200 [^]*"done":true/));
    await get('/partner/v1/slow');
    await eventually(() => expect(release).toHaveLength(2));
  });

  it('closes connections beyond the limit as they come, until one of the others is closed', async () => {
    const idle = await open('', crowded);
    await open('', crowded);
    expect(await answerTo('/health/live', crowded)).toBe('');
    idle.socket.destroy();
    await eventually(async () => expect(await answerTo('/health/live', crowded)).toMatch(/^HTTP\/1.1 200 /));
  });

  it('forgets requests whose callers left', async () => {
    for (let at = 0; at < 4; at++) {
      const { socket } = await get('/partner/v1/slow');
      await eventually(() => expect(release).toHaveLength(1));
      socket.destroy();
      release.shift()!();
    }
    await eventually(async () => expect(await answerTo('/partner/v1/none')).toMatch(/^HTTP\/1.1 404 /));
  });

  it('refuses while the event loop is starved, and recovers', async () => {
    let starving = true;
    const starve = (): void => {
      const until = performance.now() + 400;
      while (performance.now() < until);
      if (starving) setImmediate(starve);
    };
    starve();
    const untilAnswered = (status: RegExp) =>
      eventually(async () => expect(await answerTo('/partner/v1/none', starved)).toMatch(status));
    try {
      await untilAnswered(/^HTTP\/1.1 503 /);
      expect(await answerTo('/health/live', starved)).toMatch(/^HTTP\/1.1 200 /);
    } finally {
      starving = false;
    }
    await untilAnswered(/^HTTP\/1.1 404 /);
  });

  it.each([
    ['headers', 'GET /partner/v1/slow HTTP/1.1\r\nHost: x\r\nX-Dripping: ', '.'],
    ['a body', 'POST /partner/v1/bodies HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n', 'x'],
  ])('does not wait for ever for %s that come byte by byte', async (_part, head, drop) => {
    const { socket, received } = await open(head, impatient);
    const drip = setInterval(() => socket.write(drop), 50);
    await closed(socket);
    clearInterval(drip);
    expect(received()).toMatch(/^HTTP\/1.1 408 [^]*"code":"PARTNER_REQUEST_INVALID"/);
  });
});
