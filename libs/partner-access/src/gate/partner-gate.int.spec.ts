import { baseString, eventually, exchange, sign, SignedClient, type SignedRequest } from '@oceafin/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import {
  edgeDatabases,
  edgeInstance,
  newPartner,
  withClient,
  type EdgeDatabases,
} from '../../test/edge-app.spec';

type Instance = Awaited<ReturnType<typeof edgeInstance>>;
type Partner = Awaited<ReturnType<typeof newPartner>>;

const KIB = 1024;
const post = (rest: Partial<SignedRequest> = {}): SignedRequest => ({
  method: 'POST',
  path: '/things',
  body: { name: 'a' },
  ...rest,
});

describe('the gate', () => {
  let databases: EdgeDatabases;
  let one: Instance;
  let two: Instance;
  let partner: Partner;
  let client: SignedClient;

  beforeAll(async () => {
    databases = await edgeDatabases();
    [one, two] = await Promise.all([edgeInstance(databases), edgeInstance(databases)]);
    partner = await newPartner(databases, one.baseUrl);
    client = partner.client;
  });

  afterAll(async () => {
    await Promise.all([one.stop(), two.stop(), partner.administration.close()]);
    await Promise.all([databases.app.drop(), databases.access.drop()]);
  });

  const code = async (request: SignedRequest, by = client): Promise<string> => {
    const answer = await by.request(request);
    return answer.status < 400 ? String(answer.status) : answer.json().code;
  };

  it('lets a signed request in, its target byte for byte', async () => {
    expect(await code(post())).toBe('201');
    expect(await code({ method: 'GET', path: '/things?name=a%2Fb%20c%c3%a9&limit=5' })).toBe('200');
    expect(await code({ method: 'GET', path: '/things?' })).toBe('200');
  });

  it('answers with exactly the members of a problem, and the request id that was sent', async () => {
    const answer = await client.request(post({ signature: 'f'.repeat(64), requestId: 'mine-1' }));
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-request-id': 'mine-1',
    });
    expect(answer.json()).toEqual({
      type: 'https://api.oceafin.com/problems/partner-signature-invalid',
      title: 'PARTNER_SIGNATURE_INVALID',
      status: 401,
      code: 'PARTNER_SIGNATURE_INVALID',
      detail: expect.any(String),
      requestId: 'mine-1',
      errors: [
        {
          pointer: '',
          code: 'EXPECTED_BASE_STRING',
          detail: expect.stringMatching(/^POST\n\/partner\/v1\/things\n/),
        },
      ],
    });
  });

  /** Each request has its own fault and all that come later in the order: the first alone is answered. */
  it('refuses in the order of the contract', async () => {
    const stale = '2020-01-01T00:00:00Z';
    const wrong = 'f'.repeat(64);
    const used = randomUUID();
    await client.request(post({ nonce: used }));
    const readOnly = await newPartner(databases, one.baseUrl, { scopes: ['customers:read'], products: [] });
    const noProduct = await newPartner(databases, one.baseUrl, { products: [] });
    const unknown = await newPartner(databases, one.baseUrl);
    const nobody = { 'x-partner-client-id': 'nobody' };
    const noKey = { 'idempotency-key': undefined };
    const bad = { body: '{', headers: { ...noKey, 'content-type': 'text/plain' } };
    const huge = 'x'.repeat(257 * KIB);
    const onboard = { path: '/onboarding?unknown=1' };

    expect(await code(post({ path: '/none', body: huge }))).toBe('PARTNER_ROUTE_NOT_FOUND');
    expect(await code({ method: 'PUT', path: '/things', body: huge })).toBe('PARTNER_METHOD_NOT_ALLOWED');
    expect(await code(post({ body: huge, headers: { 'x-partner-nonce': undefined } }))).toBe(
      'PARTNER_PAYLOAD_TOO_LARGE',
    );
    expect(await code(post({ headers: { ...nobody, 'x-partner-nonce': undefined }, timestamp: stale }))).toBe(
      'PARTNER_AUTH_FAILED',
    );
    expect(await code(post({ headers: nobody, timestamp: stale, signature: wrong }))).toBe(
      'PARTNER_AUTH_FAILED',
    );
    expect(await code(post({ timestamp: stale, signature: wrong, nonce: used }))).toBe(
      'PARTNER_SIGNATURE_EXPIRED',
    );
    expect(await code(post({ signature: wrong, nonce: used }))).toBe('PARTNER_SIGNATURE_INVALID');
    expect(await code(post({ nonce: used, ...onboard, ...bad, idempotencyKey: '' }))).toBe(
      'PARTNER_NONCE_REPLAYED',
    );
    expect(await code(post({ ...onboard, ...bad, idempotencyKey: '' }), readOnly.client)).toBe(
      'PARTNER_SCOPE_DENIED',
    );
    expect(await code(post({ ...onboard, ...bad, idempotencyKey: '' }), noProduct.client)).toBe(
      'PARTNER_PRODUCT_DISABLED',
    );
    expect(await code(post({ ...onboard, ...bad, idempotencyKey: '' }))).toBe('PARTNER_REQUEST_INVALID');
    await Promise.all([readOnly, noProduct, unknown].map(({ administration }) => administration.close()));
  });

  it('judges the content in the order of the contract', async () => {
    const text = { 'content-type': 'text/plain' };
    const customer = (id: string, query = '') => `/customers/${id}/mark${query}`;
    expect(await code(post({ path: customer('x', '?a=1'), body: '{', headers: text }))).toBe(
      'PARTNER_MEDIA_TYPE_UNSUPPORTED',
    );
    const answers = await Promise.all(
      [customer('x', '?a=1'), customer(randomUUID(), '?a=1'), customer(randomUUID())].map((path) =>
        client.request(post({ path, body: '{' })),
      ),
    );
    const details = answers.map((answer) => answer.json().detail);
    expect(details[0]).toContain('customerId');
    expect(details[1]).toContain('a is not known here');
    expect(details[2]).toContain('JSON');
    expect(await code(post({ path: customer(randomUUID()), body: { a: 1 } }))).toBe(
      'PARTNER_VALIDATION_FAILED',
    );
  });

  it.each([
    ['application/json', '201'],
    ['application/json; charset=UTF-8', '201'],
    ['Application/JSON;charset="utf-8"', '201'],
    ['application/json; charset=latin1', 'PARTNER_MEDIA_TYPE_UNSUPPORTED'],
    ['application/jsonp', 'PARTNER_MEDIA_TYPE_UNSUPPORTED'],
    ['json', 'PARTNER_MEDIA_TYPE_UNSUPPORTED'],
    ['', 'PARTNER_MEDIA_TYPE_UNSUPPORTED'],
    ['application/json; charset=', 'PARTNER_MEDIA_TYPE_UNSUPPORTED'],
    ['application/json; charset', 'PARTNER_MEDIA_TYPE_UNSUPPORTED'],
  ])('takes a body of type "%s": %s', async (type, expected) => {
    expect(await code(post({ headers: { 'content-type': type } }))).toBe(expected);
  });

  it.each(['text/html', 'application/xml;q=1, application/json;q=0', '*/*', 'nonsense'])(
    'has one representation, whatever is accepted: "%s"',
    async (accept) => {
      const answer = await client.request(post({ headers: { accept } }));
      expect([answer.status, answer.headers['content-type']]).toEqual([
        201,
        'application/json; charset=utf-8',
      ]);
      const refused = await client.request(post({ headers: { accept }, body: {} }));
      expect([refused.status, refused.headers['content-type']]).toEqual([422, 'application/problem+json']);
    },
  );

  it('takes no body of two types', async () => {
    const twice = ['application/json', 'application/json'];
    expect(await code(post({ headers: { 'content-type': twice } }))).toBe('PARTNER_MEDIA_TYPE_UNSUPPORTED');
  });

  it.each([
    ['in absolute form', 'http://api.example/partner/v1/things?limit=1'],
    ['with a fragment', '/partner/v1/things?limit=1#part'],
  ])('signs path and query alone of a target %s', async (_form, target) => {
    const [timestamp, nonce] = [new Date().toISOString(), randomUUID()];
    const body = Buffer.alloc(0);
    const signed = { method: 'GET', target: '/partner/v1/things?limit=1', body, timestamp, nonce };
    const headers = {
      'x-partner-client-id': partner.clientId,
      'x-partner-timestamp': timestamp,
      'x-partner-nonce': nonce,
      'x-partner-signature': sign(partner.secret, baseString({ ...signed, idempotencyKey: '' })),
      'x-request-id': 'r',
    };
    const request = { origin: one.baseUrl, method: 'GET', target, headers, body, timeoutMs: 30_000 };
    expect((await exchange(request)).status).toBe(200);
  });

  it('takes no encoded body, and no body where none belongs', async () => {
    expect(await code(post({ headers: { 'content-encoding': 'gzip' } }))).toBe(
      'PARTNER_MEDIA_TYPE_UNSUPPORTED',
    );
    const path = `/customers/${randomUUID()}/mark`;
    expect(await code({ method: 'POST', path })).toBe('200');
    expect(await code({ method: 'POST', path, body: {} })).toBe('200');
    expect(await code({ method: 'POST', path, body: { a: 1 } })).toBe('PARTNER_VALIDATION_FAILED');
    expect(await code(post({ body: undefined }))).toBe('PARTNER_REQUEST_INVALID');
  });

  it('cuts a chunked body at the limit, authenticated or not', async () => {
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    expect(await code(post({ headers: chunked }))).toBe('201');
    expect(await code(post({ body: 'x'.repeat(2_000 * KIB), headers: chunked }))).toBe(
      'PARTNER_PAYLOAD_TOO_LARGE',
    );
    expect(
      await code(
        post({ body: 'x'.repeat(2_000 * KIB), headers: { ...chunked, 'x-partner-nonce': undefined } }),
      ),
    ).toBe('PARTNER_AUTH_FAILED');
    expect(await code(post())).toBe('201');
  });

  it('reads and signs a body of a GET too', async () => {
    expect(await code({ method: 'GET', path: '/things', body: 'anything' })).toBe('200');
    const sent = await client.request({
      method: 'GET',
      path: '/things',
      body: 'a',
      signature: '0'.repeat(64),
    });
    const { detail } = sent.json().errors[0];
    expect(detail.split('\n')[2]).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb');
  });

  it.each([
    'x-partner-client-id',
    'x-partner-timestamp',
    'x-partner-nonce',
    'x-partner-signature',
    'x-request-id',
  ])('counts a repeated %s as missing, even with equal values', async (name) => {
    let sent: Record<string, unknown> = {};
    const { clientId, secret } = partner;
    const probe = new SignedClient({
      baseUrl: one.baseUrl,
      clientId,
      secret,
      onSend: ({ headers }) => (sent = headers),
    });
    const first = {
      nonce: randomUUID(),
      timestamp: new Date().toISOString(),
      requestId: 'r',
      idempotencyKey: 'k',
    };
    await probe.request(post(first));
    const value = String(sent[name]);
    expect(await code(post({ ...first, headers: { [name]: [value, value] } }))).toBe('PARTNER_AUTH_FAILED');
  });

  it('signs a missing or repeated key as the empty string, then misses it', async () => {
    expect(await code(post({ idempotencyKey: '', headers: { 'idempotency-key': undefined } }))).toBe(
      'PARTNER_REQUEST_INVALID',
    );
    expect(await code(post({ idempotencyKey: '', headers: { 'idempotency-key': ['a', 'a'] } }))).toBe(
      'PARTNER_REQUEST_INVALID',
    );
    expect(await code(post({ idempotencyKey: 'a', headers: { 'idempotency-key': ['a', 'a'] } }))).toBe(
      'PARTNER_SIGNATURE_INVALID',
    );
    expect(
      await code({
        ...post(),
        path: '/preflight',
        idempotencyKey: '',
        headers: { 'idempotency-key': undefined },
      }),
    ).toBe('PARTNER_REQUEST_INVALID');
  });

  it('spends a nonce once on all routes and instances, and only by a valid signature', async () => {
    const nonce = randomBytes(16).toString('hex');
    expect(await code(post({ nonce, signature: '0'.repeat(64) }))).toBe('PARTNER_SIGNATURE_INVALID');
    const other = new SignedClient({
      baseUrl: two.baseUrl,
      clientId: partner.clientId,
      secret: partner.secret,
    });
    const racing = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        code({ method: 'GET', path: `/things?limit=${at + 1}`, nonce }, at % 2 ? client : other),
      ),
    );
    expect(racing.filter((each) => each === '200')).toHaveLength(1);
    expect(racing.filter((each) => each === 'PARTNER_NONCE_REPLAYED')).toHaveLength(19);
    const stranger = await newPartner(databases, one.baseUrl);
    expect(await code({ method: 'GET', path: '/things', nonce }, stranger.client)).toBe('200');
    await stranger.administration.close();
  });

  it('judges freshness by the database and says its time', async () => {
    const late = await client.request(post({ timestamp: new Date(Date.now() - 301_000).toISOString() }));
    expect(late.json().code).toBe('PARTNER_SIGNATURE_EXPIRED');
    expect(Math.abs(Date.parse(late.headers.date!) - Date.now())).toBeLessThan(60_000);
    expect(await code(post({ timestamp: new Date(Date.now() + 420_000).toISOString() }))).toBe(
      'PARTNER_SIGNATURE_EXPIRED',
    );
    expect(await code(post({ timestamp: new Date(Date.now() - 180_000).toISOString() }))).toBe('201');
  });

  it('shows no base string in live', async () => {
    const live = await edgeInstance(databases, { mode: 'live' });
    const { clientId, secret } = await liveClient();
    const caller = new SignedClient({ baseUrl: live.baseUrl, clientId, secret });
    expect((await caller.request(post({ signature: '0'.repeat(64) }))).json().errors).toEqual([]);
    // A client of the other mode is nobody here.
    const sandbox = new SignedClient({
      baseUrl: live.baseUrl,
      clientId: partner.clientId,
      secret: partner.secret,
    });
    expect(await code(post(), sandbox)).toBe('PARTNER_AUTH_FAILED');
    await live.stop();
  });

  async function liveClient() {
    const { administration } = partner;
    await administration.createPartner({ name: 'live-one', mode: 'live', products: [] });
    return administration.addClient({ partner: 'live-one', scopes: ['customers:write'] });
  }

  it('limits the rate of one client over all instances', async () => {
    // So slow that nothing is refilled while the spec runs.
    const slow = { rateLimitPerSecond: 0.01, rateLimitBurst: 4 };
    const [a, b] = await Promise.all([edgeInstance(databases, slow), edgeInstance(databases, slow)]);
    const busy = await newPartner(databases, a.baseUrl);
    const atB = new SignedClient({ baseUrl: b.baseUrl, clientId: busy.clientId, secret: busy.secret });
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, at) =>
        (at % 2 ? busy.client : atB).request({ method: 'GET', path: '/things' }),
      ),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(4);
    const limited = answers.find(({ status }) => status === 429)!;
    expect(limited.json().code).toBe('PARTNER_RATE_LIMITED');
    expect(limited.headers).toMatchObject({
      'retry-after': '1',
      ratelimit: '"client";r=0;t=400',
      'ratelimit-policy': '"client";q=4;w=400',
    });
    expect(await code({ method: 'GET', path: '/things' })).toBe('200');
    await Promise.all([a.stop(), b.stop(), busy.administration.close()]);
  });

  it('limits a partner over its clients, each class of requests by itself, and says what is left', async () => {
    const rateLimits = [{ who: 'partner', what: 'write', requestsPerSecond: 0.01, burst: 3 }] as const;
    const limited = await edgeInstance(databases, { rateLimits });
    const {
      administration,
      name,
      client: first,
      clientId,
      secret,
    } = await newPartner(databases, limited.baseUrl);
    const issued = await administration.addClient({ partner: name, scopes: ['customers:write'] });
    const second = new SignedClient({ baseUrl: limited.baseUrl, ...issued });
    const writes = await Promise.all(
      Array.from({ length: 8 }, (_, at) => (at % 2 ? first : second).request(post())),
    );
    const refused = writes.filter(({ status }) => status === 429);
    expect(writes.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(refused).toHaveLength(5);
    expect(refused[0]!.json().detail).toContain('partner-write');
    expect(refused[0]!.headers['ratelimit']).toContain('"partner-write";r=0;t=300');
    // What was refused has spent its nonce, and neither its key nor anything else.
    const [nonce, idempotencyKey] = [randomUUID(), randomUUID()];
    expect(await code(post({ nonce, idempotencyKey }), first)).toBe('PARTNER_RATE_LIMITED');
    const unlimited = new SignedClient({ baseUrl: one.baseUrl, clientId, secret });
    expect(await code(post({ nonce, idempotencyKey }), unlimited)).toBe('PARTNER_NONCE_REPLAYED');
    expect(await code(post({ idempotencyKey, body: { name: 'b' } }), unlimited)).toBe('201');
    const read = await first.request({ method: 'GET', path: '/things' });
    expect(read.status).toBe(200);
    expect(read.headers['ratelimit-policy']).toBe('"client";q=2000;w=2');
    expect(read.headers['ratelimit']).toMatch(/^"client";r=19\d\d;t=1$/);
    await Promise.all([limited.stop(), administration.close()]);
  });

  it('takes two live secrets while a client rotates, and refuses a disabled client within 5 seconds', async () => {
    const rotating = await newPartner(databases, one.baseUrl);
    const { administration, clientId } = rotating;
    const second = await administration.rotate(clientId, 3_600);
    const third = await administration.rotate(clientId, 3_600);
    expect(
      (await administration.list()).find(({ name }) => name === rotating.name)?.clients[0]?.liveSecrets,
    ).toBe(2);
    const by = (secret: string) => new SignedClient({ baseUrl: one.baseUrl, clientId, secret });
    expect(await code(post(), by(rotating.secret))).toBe('PARTNER_SIGNATURE_INVALID');
    expect(await code(post(), by(second.secret))).toBe('201');
    expect(await code(post(), by(third.secret))).toBe('201');
    const atTwo = new SignedClient({ baseUrl: two.baseUrl, clientId, secret: third.secret });
    expect(await code(post(), atTwo)).toBe('201');
    await administration.setClientActive(clientId, false);
    const disabledAt = performance.now();
    // What counts is when a request was sent: its answer may be slow.
    const untilRefused = async (caller: SignedClient): Promise<void> => {
      for (;;) {
        const sentAt = performance.now();
        if ((await code(post(), caller)) === 'PARTNER_AUTH_FAILED') return;
        expect(sentAt - disabledAt).toBeLessThan(5_000);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await Promise.all([untilRefused(by(third.secret)), untilRefused(atTwo)]);
    await administration.close();
  });

  it('ends the secret before a rotation at its time, and not the new one', async () => {
    const { administration, clientId, secret } = await newPartner(databases, one.baseUrl);
    const fresh = await administration.rotate(clientId, 1);
    const by = (theirs: string) => new SignedClient({ baseUrl: one.baseUrl, clientId, secret: theirs });
    await eventually(async () => expect(await code(post(), by(secret))).toBe('PARTNER_SIGNATURE_INVALID'));
    expect(await code(post(), by(fresh.secret))).toBe('201');
    await administration.close();
  });

  it('is closed while the access database is away, and open again after', async () => {
    await withClient(databases.access.adminUrl, async (admin) => {
      await admin.query(`ALTER TABLE nonces RENAME TO nonces_away`);
      const answer = await client.request(post());
      await admin.query(`ALTER TABLE nonces_away RENAME TO nonces`);
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.json().code).toBe('PARTNER_PROCESSING_UNAVAILABLE');
    });
    expect(await code(post())).toBe('201');
  });

  it('survives a client that leaves in the middle of its body', async () => {
    const { hostname, port } = new URL(one.baseUrl);
    const socket = connect(Number(port), hostname);
    socket.write('POST /partner/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    const anyone = {
      origin: one.baseUrl,
      method: 'GET',
      target: '/partner/v1/things',
      body: Buffer.alloc(0),
    };
    expect((await exchange({ ...anyone, headers: {}, timeoutMs: 30_000 })).status).toBe(401);
  });

  it('lets the runtime role of the access database do no more than it needs', async () => {
    await withClient(databases.access.runtimeUrl, async (runtime) => {
      for (const forbidden of [
        'SELECT * FROM nonces',
        'DELETE FROM nonces',
        `UPDATE clients SET active = true`,
        `DELETE FROM customer_marks`,
        'SELECT * FROM admin_audit',
        `INSERT INTO client_secrets VALUES (gen_random_uuid(), 'x', 'x', '')`,
      ]) {
        await expect(runtime.query(forbidden)).rejects.toThrow('permission denied');
      }
    });
  });
});
