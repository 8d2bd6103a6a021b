import { connect } from 'node:net';
import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../bootstrap';
import { RequestContext } from '../context/request-context';
import { HealthChecks } from '../health/health-checks';
import { Problem } from '../problems/problem';

@Controller('partner/v1/things')
class ThingsController {
  @Get(':id')
  get(@Param('id') id: string): object {
    return id === 'context' ? { context: RequestContext.current() } : { id };
  }

  @Post()
  create(): never {
    throw new Problem('PARTNER_RATE_LIMITED');
  }

  @Get('broken/:how')
  break(@Param('how') how: string): never {
    throw FAULTS[how];
  }
}

@Controller('operator/v1')
class OperatorController {
  @Get('cases')
  cases(): never {
    throw new Problem('PARTNER_REQUEST_INVALID');
  }
}

const FAULTS: Record<string, unknown> = {
  bug: new TypeError("can't read s3cret of undefined"),
  string: 's3cret',
  pool: new Error('timeout exceeded when trying to connect'),
  refused: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  starting: Object.assign(new Error('the database system is starting up'), { code: '57P03' }),
  wrapped: new Error('outer', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }),
  syntax: Object.assign(new Error('syntax error at or near "s3cret"'), { code: '42601' }),
};

@Module({ controllers: [ThingsController, OperatorController] })
class TestModule {}

describe('HTTP handling', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createApp({ name: 'customer', module: TestModule, logger: { level: 'silent' } });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  const raw = async (bytes: string): Promise<string> => {
    const { port } = new URL(await app.getUrl());
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  };
  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url, headers });

  it('answers with the request id that was sent', async () => {
    const answer = await get('/partner/v1/things/1', { 'x-request-id': 'req-1' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['x-request-id']).toBe('req-1');
  });

  it.each(['', 'has space', 'ü', 'x'.repeat(129)])('makes a request id where %j was sent', async (id) => {
    const answer = await get('/partner/v1/things/1', { 'x-request-id': id });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('makes a request id where two were sent', async () => {
    const answer = await raw(
      'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\nX-Request-Id: b\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/i);
  });

  it('has the published shape of a problem', async () => {
    const answer = await get('/nowhere', { 'x-request-id': 'req-2' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toEqual({
      type: 'https://api.oceafin.com/problems/partner-route-not-found',
      title: 'PARTNER_ROUTE_NOT_FOUND',
      status: 404,
      code: 'PARTNER_ROUTE_NOT_FOUND',
      detail: expect.any(String),
      requestId: 'req-2',
      errors: [],
    });
  });

  it.each([
    ['DELETE', '/partner/v1/things', 'POST'],
    ['PUT', '/partner/v1/things/1?x=1', 'GET'],
    ['HEAD', '/partner/v1/things/1', 'GET'],
    ['OPTIONS', '/partner/v1/things/1', 'GET'],
    ['TRACE', '/partner/v1/things/1', 'GET'],
    ['PROPFIND', '/partner/v1/things/1', 'GET'],
    ['QUERY', '/partner/v1/things/1', 'GET'],
  ])('answers %s %s with 405 and Allow: %s', async (method, url, allow) => {
    const answer = await raw(`${method} ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 405 /);
    expect(answer.toLowerCase()).toContain(`allow: ${allow.toLowerCase()}\r\n`);
    expect(answer).toMatch(/x-request-id: /i);
  });

  it.each([
    'GET /partner/v1/things/',
    'POST /partner/v1/things/',
    'PUT /partner/v1/things/',
    'POST /partner/v1/Things/1',
    'POST /Partner/v1/things',
    'POST //partner/v1/things',
    'GET /partner/v1/things//',
    'POST /health',
  ])('knows no route for %s', async (line) => {
    const answer = await raw(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toContain('PARTNER_ROUTE_NOT_FOUND');
  });

  it('refuses two Hosts', async () => {
    const answer = await raw(
      'GET /partner/v1/things/1 HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('PARTNER_REQUEST_INVALID');
  });

  it.each(['/partner/v1/things/%zz', '/partner/v1/things/%ff', '/%'])(
    'answers 400 to the target %s',
    async (url) => {
      const answer = await raw(
        `GET ${url} HTTP/1.1\r\nHost: x\r\nX-Request-Id: r9\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('"code":"PARTNER_REQUEST_INVALID"');
      expect(answer).toContain('"requestId":"r9"');
    },
  );

  it('hands ids of any length to the handler', async () => {
    expect((await get(`/partner/v1/things/${'x'.repeat(5_000)}`)).statusCode).toBe(200);
  });

  it('says when to retry with 429 and 503', async () => {
    const limited = await app.inject({ method: 'POST', url: '/partner/v1/things', payload: { a: 1 } });
    expect([limited.statusCode, limited.headers['retry-after']]).toEqual([429, '1']);
  });

  it.each(['pool', 'refused', 'starting', 'wrapped'])(
    'answers 503 to infrastructure faults: %s',
    async (how) => {
      const answer = await get(`/partner/v1/things/broken/${how}`);
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
      expect(answer.json<{ code: string }>().code).toBe('PARTNER_PROCESSING_UNAVAILABLE');
    },
  );

  it.each(['bug', 'string', 'syntax'])('answers 500 without a trace to anything else: %s', async (how) => {
    const answer = await get(`/partner/v1/things/broken/${how}`);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/s3cret|undefined|at /);
    expect(answer.json<{ detail: string }>().detail).toMatch(/retry/);
  });

  it.each(['text', 'a/b/c', ';', 'application/json; charset=nonsense', ''])(
    'leaves the media type %j to whoever reads the body',
    async (type) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/partner/v1/things',
        headers: { 'content-type': type },
        payload: 'x',
      });
      expect(answer.statusCode).toBe(429);
    },
  );

  it('uses the operator codes under /operator', async () => {
    expect((await get('/operator/v1/cases')).json()).toMatchObject({
      code: 'OPERATOR_REQUEST_INVALID',
      status: 400,
      type: 'https://api.oceafin.com/problems/operator-request-invalid',
    });
    expect((await get('/operator/v1/none')).json()).toMatchObject({ code: 'OPERATOR_RESOURCE_NOT_FOUND' });
  });

  it.each([
    ['GARBAGE\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: x\r\nBad Header: x\r\n\r\n', 400],
    ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
    [`GET /?a=${'x'.repeat(20_000)}`, 414],
  ])('answers malformed HTTP as a problem (%#)', async (bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(answer).toMatch(/X-Request-Id: [0-9a-f-]{36}/);
    expect(answer).toContain('"code":"PARTNER_REQUEST_INVALID"');
  });

  it.each([
    ['a missing Host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [
      'an unknown expectation',
      'GET /none HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n',
      404,
    ],
  ])('answers %s as a problem too', async (_name, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
  });

  it('gives handlers the context of their request', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await get('/partner/v1/things/context', { 'x-request-id': 'r7', traceparent });
    expect(answer.json()).toMatchObject({
      context: { requestId: 'r7', traceparent, correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const odd = await get('/partner/v1/things/context', { traceparent: 'x' });
    expect(odd.json<{ context: object }>().context).not.toHaveProperty('traceparent');
  });

  it('reports health and metrics', async () => {
    expect((await get('/health/live')).json()).toEqual({ status: 'ok' });
    expect((await get('/health/ready')).statusCode).toBe(200);
    expect((await get('/metrics')).body).toContain('http_request_duration_seconds_bucket');
  });

  it('is not ready while a dependency is away', async () => {
    app.get(HealthChecks).register('database', () => Promise.reject(new Error('s3cret')));
    const answer = await get('/health/ready');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.json()).toMatchObject({ status: 'error', error: { database: { status: 'down' } } });
    expect(answer.body).not.toContain('s3cret');
  });
});
