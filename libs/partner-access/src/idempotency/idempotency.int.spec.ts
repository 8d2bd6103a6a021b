import { SignedClient, type HttpAnswer, type SignedRequest } from '@oceafin/testing';
import { randomUUID } from 'node:crypto';
import {
  edgeDatabases,
  edgeInstance,
  newPartner,
  withClient,
  type EdgeDatabases,
} from '../../test/edge-app.spec';
import { gate } from '../../test/things.spec';
import { purgeExpiredAnswers } from './purge-expired-answers';
import { createDataSource } from '@oceafin/platform';

type Instance = Awaited<ReturnType<typeof edgeInstance>>;
type Partner = Awaited<ReturnType<typeof newPartner>>;

describe('idempotency', () => {
  let databases: EdgeDatabases;
  let one: Instance;
  let two: Instance;
  let partner: Partner;
  let clients: SignedClient[];

  beforeAll(async () => {
    databases = await edgeDatabases();
    [one, two] = await Promise.all([edgeInstance(databases), edgeInstance(databases)]);
    partner = await newPartner(databases, one.baseUrl);
    const { clientId, secret } = partner;
    clients = [one, two].map(({ baseUrl }) => new SignedClient({ baseUrl, clientId, secret }));
  });

  afterAll(async () => {
    await Promise.all([one.stop(), two.stop(), partner.administration.close()]);
    await Promise.all([databases.app.drop(), databases.access.drop()]);
  });

  const create = (name: string, idempotencyKey: string, rest: Partial<SignedRequest> = {}, at = 0) =>
    clients[at]!.request({ method: 'POST', path: '/things', body: { name }, idempotencyKey, ...rest });

  const count = (name: string): Promise<number> =>
    withClient(databases.app.adminUrl, async (admin) => {
      const { rows } = await admin.query('SELECT count(*)::int AS n FROM things WHERE name = $1', [name]);
      return rows[0].n;
    });

  const expectReplay = (answer: HttpAnswer, first: HttpAnswer) => {
    expect(answer.status).toBe(first.status);
    expect(answer.rawBody.equals(first.rawBody)).toBe(true);
    expect(answer.headers['content-type']).toBe(first.headers['content-type']);
    expect(answer.headers['idempotency-replayed']).toBe('true');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
  };

  it('replays the stored answer byte for byte, on any instance, with one effect', async () => {
    const key = randomUUID();
    const first = await create('once', key, { requestId: 'first' });
    const again = await create('once', key, { requestId: 'second' }, 1);
    expectReplay(again, first);
    expect(again.headers).toMatchObject({ 'x-request-id': 'second', location: '/there' });
    expect(await count('once')).toBe(1);
  });

  it('refuses the key for another body, target or method of the same family', async () => {
    const key = randomUUID();
    await create('mine', key);
    for (const other of [{ body: { name: 'other' } }, { body: '{"name": "mine"}' }, { path: '/things?' }]) {
      const answer = await create('mine', key, other);
      expect([answer.status, answer.json().code]).toEqual([409, 'PARTNER_IDEMPOTENCY_CONFLICT']);
    }
    const removal = { method: 'DELETE', path: `/customers/${randomUUID()}`, body: undefined };
    expect((await create('mine', key, removal)).json().code).toBe('PARTNER_IDEMPOTENCY_CONFLICT');
    // Conflict comes before what is wrong with the content.
    expect((await create('mine', key, { body: '{' })).json().code).toBe('PARTNER_IDEMPOTENCY_CONFLICT');
  });

  it('keeps families and clients apart', async () => {
    const key = randomUUID();
    await create('shared key', key);
    expect((await create('x', key, { path: '/onboarding' })).status).toBe(202);
    const stranger = await newPartner(databases, one.baseUrl);
    const answer = await stranger.client.request({
      method: 'POST',
      path: '/things',
      body: { name: 'y' },
      idempotencyKey: key,
    });
    expect(answer.status).toBe(201);
    await stranger.administration.close();
  });

  it('stores refusals that came after the body was judged, without the writes of their handler', async () => {
    const [state, invalid, absent] = [randomUUID(), randomUUID(), randomUUID()];
    const removal = { method: 'DELETE', path: `/customers/${randomUUID()}`, body: undefined };
    const first = await create('state', state, { requestId: 'first' });
    expect(first.json()).toMatchObject({ code: 'PARTNER_RESOURCE_STATE_INVALID', requestId: 'first' });
    expectReplay(await create('state', state, { requestId: 'second' }, 1), first);
    expect(await count('state')).toBe(0);
    const second = await create('x'.repeat(21), invalid);
    expect(second.json()).toMatchObject({
      code: 'PARTNER_VALIDATION_FAILED',
      errors: [{ pointer: '/name', code: 'TOO_LONG' }],
    });
    expectReplay(await create('x'.repeat(21), invalid), second);
    const third = await create('', absent, removal);
    expect(third.json().code).toBe('PARTNER_CUSTOMER_NOT_FOUND');
    expectReplay(await create('', absent, removal), third);
  });

  it('stores no 400, 415 and 5xx: the key stays free', async () => {
    const key = randomUUID();
    expect((await create('', key, { body: '{' })).status).toBe(400);
    expect((await create('x', key, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    const away = await create('away', key);
    expect([away.status, away.headers['retry-after']]).toEqual([503, '1']);
    const broken = await create('broken', key);
    expect([broken.status, broken.json().code]).toEqual([500, 'PARTNER_INTERNAL']);
    expect(broken.text).not.toContain('secret internals');
    expect((await create('finally', key)).status).toBe(201);
    expect([await count('away'), await count('broken'), await count('finally')]).toEqual([0, 0, 1]);
  });

  it('answers a second call while the first is in flight', async () => {
    const key = randomUUID();
    let release = () => {};
    gate.hold = new Promise((resolve) => (release = resolve));
    const entered = gate.entered;
    const first = create('held', key);
    while (gate.entered === entered) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await create('held', key, {}, 1);
    expect([second.status, second.json().code]).toEqual([409, 'PARTNER_IDEMPOTENCY_IN_FLIGHT']);
    expect(second.headers['retry-after']).toBe('1');
    release();
    gate.hold = Promise.resolve();
    const answered = await first;
    expect(answered.status).toBe(201);
    expectReplay(await create('held', key, {}, 1), answered);
  });

  it('has one effect under any race on one key', async () => {
    for (const name of ['race 1', 'race 2', 'race 3']) {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 32 }, (_, at) => create(name, key, {}, at % 2)));
      const done = answers.filter(({ status }) => status === 201);
      expect(new Set(done.map(({ text }) => text)).size).toBe(1);
      expect(
        answers
          .filter(({ status }) => status !== 201)
          .every((a) => a.json().code === 'PARTNER_IDEMPOTENCY_IN_FLIGHT'),
      ).toBe(true);
      expect(await count(name)).toBe(1);
    }
  });

  it('stores nothing for a preflight, whose key may be used again at will', async () => {
    const key = randomUUID();
    const request = { path: '/preflight' };
    expect((await create('a', key, request)).status).toBe(200);
    const again = await create('b', key, request);
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([200, undefined]);
  });

  it('lets no read write', async () => {
    const answer = await clients[0]!.request({ method: 'GET', path: '/writes' });
    // Read-only is also what a server says while another takes over: worth a retry.
    expect(answer.status).toBe(503);
    expect(await count('by a read')).toBe(0);
  });

  it('sets the mark with the answer, and again with its replay', async () => {
    const customerId = randomUUID();
    const key = randomUUID();
    const request = { path: `/customers/${customerId}/mark`, body: undefined };
    const mark = () =>
      withClient(databases.access.adminUrl, async (admin) => {
        const { rows } = await admin.query(
          'SELECT app, version::int FROM customer_marks WHERE customer_id = $1',
          [customerId],
        );
        await admin.query('DELETE FROM customer_marks WHERE customer_id = $1', [customerId]);
        return rows;
      });
    await create('', key, request);
    expect(await mark()).toEqual([{ app: 'customer', version: 3 }]);
    await create('', key, request);
    expect(await mark()).toEqual([{ app: 'customer', version: 3 }]);
  });

  it('answers without a body where there is none', async () => {
    const customerId = randomUUID();
    await create('', randomUUID(), { path: `/customers/${customerId}/mark`, body: undefined });
    const key = randomUUID();
    const removal = { method: 'DELETE', path: `/customers/${customerId}`, body: undefined };
    const first = await create('', key, removal);
    expect([first.status, first.rawBody.length, first.headers['content-type']]).toEqual([204, 0, undefined]);
    expectReplay(await create('', key, removal), first);
  });

  it('drops expired answers in batches and keeps the others', async () => {
    await create('kept', 'kept-key');
    await withClient(databases.app.adminUrl, (admin) =>
      admin.query(
        `INSERT INTO idempotency_keys (client_id, family, key, partner_id, fingerprint, status, headers, body, expires_at)
         SELECT 'old', 'customers', n::text, gen_random_uuid(), '', 200, '{}', '', now() - interval '1 minute'
           FROM generate_series(1, 2500) n`,
      ),
    );
    const worker = await createDataSource({
      url: databases.app.workerUrl,
      applicationName: 'spec',
      poolSize: 1,
    }).initialize();
    await purgeExpiredAnswers(worker);
    const [left] = await worker.query(
      `SELECT count(*) FILTER (WHERE client_id = 'old')::int AS old, count(*) FILTER (WHERE key = 'kept-key')::int AS kept,
              min(expires_at - created_at) >= interval '24 hours' AS "longEnough" FROM idempotency_keys`,
    );
    expect(left).toEqual({ old: 0, kept: 1, longEnough: true });
    await worker.destroy();
  });
});
