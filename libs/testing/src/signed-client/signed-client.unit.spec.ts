import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { baseString, sign } from './signature';
import { SignedClient } from './signed-client';

interface Received {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

const SECRET = 'sk_test_secret';

describe('SignedClient', () => {
  let server: Server;
  let baseUrl: string;
  let received: Received[];
  /** Answers in turn; the last one stays. `undefined` cuts the connection. */
  let answers: ({ status: number; headers?: Record<string, string>; body?: string } | undefined)[];

  beforeEach(async () => {
    received = [];
    answers = [{ status: 200 }];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ request, body: Buffer.concat(chunks) });
        const next = answers.length > 1 ? answers.shift() : answers[0];
        if (!next) request.socket.destroy();
        else response.writeHead(next.status, next.headers).end(next.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (retryForMs = 0): SignedClient =>
    new SignedClient({ baseUrl, clientId: 'client_x', secret: SECRET, retryForMs });

  /** The signature that the contract asks for, from what really arrived. */
  function expectedSignature({ request, body }: Received): string {
    const header = (name: string): string => String(request.headers[name] ?? '');
    return sign(
      SECRET,
      baseString({
        method: request.method ?? '',
        target: request.url ?? '',
        body,
        timestamp: header('x-partner-timestamp'),
        nonce: header('x-partner-nonce'),
        idempotencyKey: header('idempotency-key'),
      }),
    );
  }

  it('signs what arrives, with the target as it was given', async () => {
    await client().request({ method: 'GET', path: '/customers?partnerCustomerRef=a%2Fb%20c&limit=10' });
    await client().request({ method: 'POST', path: '/customers', body: { displayName: 'Société 灯' } });
    await client().request({ method: 'POST', path: '/partner/v1/customers/x/close' });
    expect(received.map(({ request }) => request.url)).toEqual([
      '/partner/v1/customers?partnerCustomerRef=a%2Fb%20c&limit=10',
      '/partner/v1/customers',
      '/partner/v1/customers/x/close',
    ]);
    for (const one of received) {
      expect(one.request.headers['x-partner-signature']).toBe(expectedSignature(one));
    }
    expect(received[0]?.request.headers['idempotency-key']).toBeUndefined();
    expect(received[2]?.request.headers['content-length']).toBe('0');
  });

  it('takes a base URL that already ends with the base path', async () => {
    const withPath = new SignedClient({ baseUrl: `${baseUrl}/partner/v1`, clientId: 'c', secret: SECRET });
    await withPath.request({ method: 'GET', path: '/me' });
    expect(received[0]?.request.url).toBe('/partner/v1/me');
  });

  it('uploads a file as multipart and signs the raw bytes', async () => {
    const file = Buffer.from([0, 1, 2, 0xff, 13, 10]);
    await client().upload('/files', {
      documentType: 'PASSPORT',
      file,
      fileName: 'pass "port".png',
      contentType: 'image/png',
    });
    const [one] = received as [Received];
    expect(one.request.headers['x-partner-signature']).toBe(expectedSignature(one));
    const form = await new Response(new Uint8Array(one.body), {
      headers: { 'content-type': String(one.request.headers['content-type']) },
    }).formData();
    expect(form.get('documentType')).toBe('PASSPORT');
    const part = form.get('file') as File;
    expect(part.type).toBe('image/png');
    expect(Buffer.from(await part.arrayBuffer())).toEqual(file);
  });

  it('retries with the same key and body and a fresh nonce', async () => {
    answers = [
      { status: 503 },
      undefined,
      { status: 409, headers: { 'retry-after': '1' } },
      { status: 429 },
      { status: 201 },
    ];
    const answer = await client(10_000).request({ method: 'POST', path: '/customers', body: { a: 1 } });
    expect(answer.status).toBe(201);
    expect(received).toHaveLength(5);
    const header = (name: string): unknown[] => received.map(({ request }) => request.headers[name]);
    expect(new Set(header('idempotency-key')).size).toBe(1);
    expect(new Set(header('x-partner-nonce')).size).toBe(5);
    expect(new Set(received.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('gives the last answer when time is up, and never repeats a decided one', async () => {
    answers = [{ status: 503 }];
    expect((await client(300).request({ method: 'GET', path: '/me' })).status).toBe(503);
    const soFar = received.length;
    answers = [{ status: 409, body: '{"code":"PARTNER_RESOURCE_STATE_INVALID"}' }];
    expect((await client(5000).request({ method: 'GET', path: '/me' })).status).toBe(409);
    expect(received).toHaveLength(soFar + 1);
  });

  it('leaves out, replaces and repeats headers on request', async () => {
    await client().request({
      method: 'GET',
      path: '/me',
      headers: { 'X-Partner-Nonce': undefined, 'X-Partner-Client-Id': ['a', 'b'] },
      signature: 'f00',
    });
    const { headers, headersDistinct } = received[0]?.request as IncomingMessage;
    expect(headers['x-partner-nonce']).toBeUndefined();
    expect(headersDistinct['x-partner-client-id']).toEqual(['a', 'b']);
    expect(headers['x-partner-signature']).toBe('f00');
  });
});

describe('the published signature vectors', () => {
  const path = join(__dirname, '../../../../examples/signature-vectors.json');
  const { clientSecret, vectors } = JSON.parse(readFileSync(path, 'utf8')) as {
    clientSecret: string;
    vectors: (Record<'name' | 'method' | 'target' | 'bodyUtf8' | 'timestamp' | 'nonce', string> &
      Record<'idempotencyKey' | 'baseString' | 'signature', string>)[];
  };

  it.each(vectors)('$name', (vector) => {
    const base = baseString({ ...vector, body: Buffer.from(vector.bodyUtf8, 'utf8') });
    expect(base).toBe(vector.baseString);
    expect(sign(clientSecret, base)).toBe(vector.signature);
  });
});
