import { Problem } from '@oceafin/platform';
import type { SignedRequest } from '@oceafin/testing';
import { createHash, randomUUID } from 'node:crypto';
import { edgeDatabases, edgeInstance, newPartner, type EdgeDatabases } from '../../test/edge-app.spec';
import { setBodyReader } from './body-reader';

const MULTIPART = 'multipart/form-data; boundary=b';

describe('multipart bodies', () => {
  let databases: EdgeDatabases;
  let edge: Awaited<ReturnType<typeof edgeInstance>>;
  let partner: Awaited<ReturnType<typeof newPartner>>;
  let log: string[];
  let problem: Problem | undefined;

  beforeAll(async () => {
    databases = await edgeDatabases();
    edge = await edgeInstance(databases);
    partner = await newPartner(databases, edge.baseUrl);
    setBodyReader({
      maxBytes: 1_000_000,
      async read(_request, stream) {
        log.push('read');
        const hash = createHash('sha256');
        let text = '';
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          hash.update(chunk);
          text += chunk.toString();
        }
        return {
          sha256Hex: hash.digest('hex'),
          // What the parts hold, whatever stands between them.
          fingerprint: text.replaceAll('-', ''),
          upload: { staged: text.length },
          problem,
          discard: async () => void log.push('discard'),
        };
      },
    });
  });

  beforeEach(() => {
    log = [];
    problem = undefined;
  });

  afterAll(async () => {
    await Promise.all([edge.stop(), partner.administration.close()]);
    await Promise.all([databases.app.drop(), databases.access.drop()]);
  });

  const upload = (rest: Partial<SignedRequest> = {}) =>
    partner.client.request({
      method: 'POST',
      path: '/uploads',
      body: '-x-',
      ...rest,
      headers: { 'content-type': MULTIPART, ...rest.headers },
    });

  it('go to the reader, and what it staged is kept when the effect commits', async () => {
    const answer = await upload();
    expect([answer.status, answer.json()]).toEqual([201, { upload: { staged: 3 }, name: null }]);
    expect(log).toEqual(['read']);
  });

  it('may be larger than JSON, up to the limit of their reader', async () => {
    expect((await upload({ body: 'x'.repeat(500_000) })).status).toBe(201);
    expect((await upload({ body: 'x'.repeat(1_000_001) })).json().code).toBe('PARTNER_PAYLOAD_TOO_LARGE');
    expect(
      (await upload({ body: 'x'.repeat(500_000), headers: { 'content-type': 'application/json' } })).status,
    ).toBe(413);
    expect(log).toEqual(['read']);
  });

  it('are not read before headers, client and time are good, and dropped when the signature is not', async () => {
    expect((await upload({ headers: { 'x-partner-nonce': undefined } })).status).toBe(401);
    expect((await upload({ headers: { 'x-partner-client-id': 'nobody' } })).status).toBe(401);
    expect((await upload({ timestamp: '2020-01-01T00:00:00Z' })).status).toBe(401);
    expect(log).toEqual([]);
    expect((await upload({ signature: '0'.repeat(64) })).status).toBe(401);
    expect(log).toEqual(['read', 'discard']);
  });

  it('replay by what their parts hold; what a replay staged is dropped', async () => {
    const idempotencyKey = randomUUID();
    const first = await upload({ idempotencyKey });
    const again = await upload({ idempotencyKey, body: '--x--' });
    expect(again.rawBody.equals(first.rawBody)).toBe(true);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await upload({ idempotencyKey, body: '-y-' })).json().code).toBe('PARTNER_IDEMPOTENCY_CONFLICT');
    expect(log).toEqual(['read', 'read', 'discard', 'read', 'discard']);
  });

  it.each([
    ['PARTNER_MEDIA_TYPE_UNSUPPORTED', 415, false],
    ['PARTNER_REQUEST_INVALID', 400, false],
    ['PARTNER_VALIDATION_FAILED', 422, true],
  ] as const)('are refused for what the reader found: %s', async (code, status, stored) => {
    problem = new Problem(code);
    const idempotencyKey = randomUUID();
    const first = await upload({ idempotencyKey });
    expect([first.status, first.json().code]).toEqual([status, code]);
    const again = await upload({ idempotencyKey });
    expect(again.headers['idempotency-replayed']).toBe(stored ? 'true' : undefined);
    expect(log).toEqual(['read', 'discard', 'read', 'discard']);
  });

  it('stand beside JSON on the same route', async () => {
    const answer = await upload({
      body: { name: 'linked' },
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.json()]).toEqual([201, { upload: null, name: 'linked' }]);
    expect((await upload({ headers: { 'content-type': 'text/plain' } })).json().code).toBe(
      'PARTNER_MEDIA_TYPE_UNSUPPORTED',
    );
  });
});
