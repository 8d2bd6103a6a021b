import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, Get, HttpCode, Module, Param, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually } from '@oceafin/testing';
import type { FastifyRequest } from 'fastify';
import { createApp } from '../bootstrap';

/** What handlers were reached with. */
const reached: string[] = [];

@Controller('partner/v1')
class EchoController {
  @Get('read/:name')
  read(@Param('name') name: string): object {
    reached.push(name);
    return { name };
  }

  @Post('bodies/:name')
  @HttpCode(200)
  async body(@Param('name') name: string, @Req() { raw }: FastifyRequest): Promise<object> {
    let body = '';
    for await (const chunk of raw) body += (chunk as Buffer).toString('latin1');
    reached.push(`${name} ${body}`);
    return { name, body };
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

const HOST = 'Host: x\r\n';
/** What an attacker would have taken for a request of its own. */
const SMUGGLED = `GET /partner/v1/read/smuggled HTTP/1.1\r\n${HOST}\r\n`;
const post = (name: string, headers: string, body: string): string =>
  `POST /partner/v1/bodies/${name} HTTP/1.1\r\n${HOST}${headers}\r\n\r\n${body}`;

describe('on the wire', () => {
  let app: NestFastifyApplication;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    app = await createApp({ name: 'customer', module: EchoModule, logger: { level: 'silent' } });
    await app.listen(0, '127.0.0.1');
  });

  beforeEach(() => reached.splice(0));
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));
  afterAll(() => app.close());

  async function open(bytes: string): Promise<{ socket: Socket; received: () => string }> {
    const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
    sockets.push(socket);
    let received = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    await once(socket, 'connect');
    socket.write(bytes, 'latin1');
    return { socket, received: () => received };
  }

  const statuses = (received: string): number[] =>
    [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

  const served = async (): Promise<void> => {
    const { received } = await open(`GET /partner/v1/read/after HTTP/1.1\r\n${HOST}\r\n`);
    await eventually(() => expect(statuses(received())).toEqual([200]));
  };

  it.each([
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${SMUGGLED}`],
    ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 4', `0\r\n\r\n${SMUGGLED}`],
    ['two lengths', `Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}`, SMUGGLED],
    ['the same length twice', 'Content-Length: 0\r\nContent-Length: 0', SMUGGLED],
    ['a list of lengths', 'Content-Length: 0, 0', SMUGGLED],
    ['a signed length', 'Content-Length: +0', SMUGGLED],
    ['a negative length', 'Content-Length: -1', SMUGGLED],
    ['a hexadecimal length', 'Content-Length: 0x0', SMUGGLED],
    ['a length beyond all numbers', 'Content-Length: 99999999999999999999', SMUGGLED],
    ['chunks that are not last', 'Transfer-Encoding: chunked, identity', `0\r\n\r\n${SMUGGLED}`],
    ['an unknown encoding', 'Transfer-Encoding: xchunked', `0\r\n\r\n${SMUGGLED}`],
    ['a space before the colon', 'Transfer-Encoding : chunked', `0\r\n\r\n${SMUGGLED}`],
    ['a folded encoding', 'Transfer-Encoding:\r\n chunked', `0\r\n\r\n${SMUGGLED}`],
    ['a chunk size that is none', 'Transfer-Encoding: chunked', `zz\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    [
      'a chunk size beyond all numbers',
      'Transfer-Encoding: chunked',
      `fffffffffffffffff\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ['a chunk longer than it says', 'Transfer-Encoding: chunked', `1\r\nabc\r\n0\r\n\r\n${SMUGGLED}`],
    ['a bare line feed between headers', 'Content-Length: 0\nX-A: 1', SMUGGLED],
    ['a bare carriage return in a header', 'X-A: 1\rContent-Length: 0', SMUGGLED],
    ['a NUL in a header', 'X-A: \u0000\r\nContent-Length: 0', SMUGGLED],
  ])('refuses %s, and what stands behind is never a request', async (_shape, headers, body) => {
    const { socket, received } = await open(post('first', headers, body));
    await eventually(() => expect(socket.closed).toBe(true));
    expect(statuses(received())).toEqual([400]);
    expect(received()).toContain('"code":"PARTNER_REQUEST_INVALID"');
    expect(reached.filter((name) => name !== 'first ')).toEqual([]);
  });

  it('answers requests that come together in their order, refused ones between', async () => {
    const read = (name: string) => `GET /partner/v1/read/${name} HTTP/1.1\r\n${HOST}\r\n`;
    const together = [
      post('b', 'Content-Length: 3', 'one'),
      read('c'),
      `GET /partner/v1/none HTTP/1.1\r\n${HOST}\r\n`,
      post('d', 'Transfer-Encoding: chunked', '3\r\ntwo\r\n0\r\n\r\n'),
      read('e'),
    ];
    const { received } = await open(together.join(''));
    await eventually(() => expect(statuses(received())).toEqual([200, 200, 404, 200, 200]));
    const bodies = [...received().matchAll(/\{"(?:name|type)".*?\}(?=HTTP|$)/gs)].map(([body]) => body);
    expect(bodies.map((body) => (JSON.parse(body) as { name?: string }).name)).toEqual([
      'b',
      'c',
      undefined,
      'd',
      'e',
    ]);
    expect([...reached].sort()).toEqual(['b one', 'c', 'd two', 'e']);
  });

  it.each([
    ['a body', post('partial', 'Content-Length: 100', 'half')],
    ['a chunk', post('partial', 'Transfer-Encoding: chunked', '64\r\nhalf')],
    ['the headers', 'POST /partner/v1/bodies/partial HTTP/1.1\r\nHost: x\r\nX-Half'],
  ])('lets a caller leave in the middle of %s without reaching anything', async (_part, bytes) => {
    const { socket } = await open(bytes);
    await served();
    socket.destroy();
    await served();
    expect(reached.filter((name) => name.startsWith('partial'))).toEqual([]);
  });

  it('answers a caller who has nothing more to say', async () => {
    const { socket, received } = await open(post('whole', 'Content-Length: 3', 'all'));
    socket.end();
    await eventually(() => expect(statuses(received())).toEqual([200]));
    expect(reached).toEqual(['whole all']);
  });

  it('outlives callers who leave before their answer', async () => {
    const leaving = await Promise.all(
      Array.from({ length: 50 }, (_, n) => open(`GET /partner/v1/read/gone-${n} HTTP/1.1\r\n${HOST}\r\n`)),
    );
    leaving.forEach(({ socket }) => socket.resetAndDestroy());
    await served();
  });
});
