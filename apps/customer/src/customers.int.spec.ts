import { randomUUID } from 'node:crypto';
import {
  ALL_EVENTS,
  CustomerApproved,
  CustomerSubmitted,
  FileAvailable,
  type FieldError,
  type HistoryEntry,
  MissingInfoRequired,
  ProcessingStarted,
  SCOPES,
} from '@oceafin/contracts';
import { eventually, type HttpAnswer, type SignedClient } from '@oceafin/testing';
import { type CustomerApp, customerApp } from '../test/customer-app.spec';
import type { Page } from './answers/page';
import type { CustomerView } from './ports';

const SIX = ['customerId', 'partnerCustomerRef', 'customerType', 'status', 'createdAt', 'updatedAt'];
const NINE = [...SIX, 'displayName', 'metadata', 'sequence'];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the customers of a partner', () => {
  let app: CustomerApp;
  let acme: SignedClient;
  let globex: SignedClient;
  let acmeId: string;

  beforeAll(async () => {
    app = await customerApp();
    acme = await app.partner('acme');
    globex = await app.partner('globex');
    acmeId = await app.partnerId('acme');
  });
  afterAll(() => app?.stop());

  const newBody = (over: object = {}) => ({
    partnerCustomerRef: `cust-${randomUUID()}`,
    customerType: 'INDIVIDUAL',
    displayName: 'Jane Partner',
    metadata: { sourceSystem: 'partner-crm' },
    ...over,
  });
  const post = (body: unknown, client = acme, idempotencyKey?: string) =>
    client.request({ method: 'POST', path: '/customers', body, idempotencyKey });
  const get = (path: string, client = acme) => client.request({ method: 'GET', path });
  const patch = (id: string, body: unknown) =>
    acme.request({ method: 'PATCH', path: `/customers/${id}`, body });
  const close = (id: string, body?: unknown) =>
    acme.request({ method: 'POST', path: `/customers/${id}/close`, body });
  const create = async (over: object = {}, client = acme): Promise<CustomerView> =>
    (await post(newBody(over), client)).json();

  const parkedKeys = (key: string) => app.admin.query('SELECT state FROM parked_keys WHERE key = $1', [key]);

  describe('creation', () => {
    it('answers the six members, 201', async () => {
      const answer = await post(newBody({ displayName: '  Jane Partner  ' }));
      expect(answer.status).toBe(201);
      const customer = answer.json();
      expect(Object.keys(customer)).toEqual(SIX);
      expect(customer).toMatchObject({ customerType: 'INDIVIDUAL', status: 'DRAFT' });
      expect(customer.customerId).toMatch(UUID);
      expect(customer.createdAt).toMatch(INSTANT);
      expect(customer.updatedAt).toBe(customer.createdAt);
      expect((await get(`/customers/${customer.customerId}`)).json().displayName).toBe('Jane Partner');
    });

    it('gives the existing one back unchanged, 200', async () => {
      const body = newBody();
      const first = (await post(body)).json();
      const again = await post({ ...body, displayName: 'Someone Else', metadata: {} });
      expect(again.status).toBe(200);
      expect(again.json()).toEqual(first);
      expect((await get(`/customers/${first.customerId}`)).json()).toMatchObject({
        displayName: 'Jane Partner',
        metadata: body.metadata,
        sequence: 1,
      });
    });

    it('refuses the same ref with another type', async () => {
      const body = newBody();
      await post(body);
      const answer = await post({ ...body, customerType: 'CORPORATE' });
      expect(answer.status).toBe(409);
      expect(answer.json().code).toBe('PARTNER_CUSTOMER_REF_CONFLICT');
    });

    it('keeps refs of partners apart, and is case-sensitive', async () => {
      const body = newBody({ partnerCustomerRef: `Ref-${randomUUID()}` });
      const ids = new Set(
        (
          await Promise.all([
            post(body),
            post(body, globex),
            post({ ...body, partnerCustomerRef: body.partnerCustomerRef.toUpperCase() }),
          ])
        ).map((answer) => answer.json().customerId),
      );
      expect(ids.size).toBe(3);
    });

    it('creates one customer under a race of keys', async () => {
      const body = newBody();
      const answers = await Promise.all(Array.from({ length: 24 }, () => post(body)));
      expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(23);
      expect(new Set(answers.map((answer) => answer.text))).toHaveProperty('size', 1);
    });

    it('has one effect under a race with one key', async () => {
      const body = newBody();
      const answers = await Promise.all(Array.from({ length: 16 }, () => post(body, acme, 'one-key')));
      const statuses = new Set(answers.map((answer) => answer.status));
      expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
      const replay = await post(body, acme, 'one-key');
      expect(replay.headers['idempotency-replayed']).toBe('true');
      expect(answers.find((answer) => answer.status === 201)?.text).toBe(replay.text);
    });

    it('takes a customer without metadata', async () => {
      const { metadata: _, ...body } = newBody();
      const created = await post(body);
      expect(created.status).toBe(201);
      expect((await get(`/customers/${created.json().customerId}`)).json().metadata).toEqual({});
    });

    it('names every fault of a body at once', async () => {
      const answer = await post({
        partnerCustomerRef: 'has space',
        customerType: 'PERSON',
        displayName: ' ',
        metadata: { 'bad key': 'x', number: 1, sandboxOutcome: 'aprove' },
        tenantId: 'x',
      });
      expect(answer.status).toBe(422);
      const { code, errors } = answer.json();
      expect(code).toBe('PARTNER_VALIDATION_FAILED');
      expect(errors.map((error: FieldError) => [error.pointer, error.code])).toEqual(
        expect.arrayContaining([
          ['/partnerCustomerRef', 'INVALID_FORMAT'],
          ['/customerType', 'INVALID_VALUE'],
          ['/displayName', 'TOO_SHORT'],
          ['/metadata/bad key', 'INVALID_FORMAT'],
          ['/metadata/number', 'INVALID_TYPE'],
          ['/metadata/sandboxOutcome', 'INVALID_VALUE'],
          ['/tenantId', 'UNKNOWN_PROPERTY'],
        ]),
      );
      expect(errors).toHaveLength(7);
    });

    it('keeps metadata keys that objects inherit', async () => {
      const metadata = { constructor: 'a', toString: 'b', hasOwnProperty: 'c' };
      const { customerId } = await create({ metadata });
      expect((await get(`/customers/${customerId}`)).json().metadata).toEqual(metadata);
    });
  });

  describe('reading', () => {
    it('answers the nine members', async () => {
      const { customerId } = await create();
      const answer = await get(`/customers/${customerId}`);
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json())).toEqual(NINE);
    });

    it('tells absent and foreign customers alike', async () => {
      const { customerId } = await create();
      const without = (answer: HttpAnswer) => ({ ...answer.json(), requestId: '' });
      for (const path of ['', '/timeline']) {
        const foreign = await get(`/customers/${customerId}${path}`, globex);
        const absent = await get(`/customers/${randomUUID()}${path}`);
        expect(foreign.status).toBe(404);
        expect(without(foreign)).toEqual(without(absent));
        expect(foreign.json().code).toBe('PARTNER_CUSTOMER_NOT_FOUND');
      }
    });

    it('tells the client what it is', async () => {
      const answer = await get('/me');
      expect(answer.json()).toEqual({
        clientId: acme.clientId,
        mode: 'sandbox',
        scopes: expect.arrayContaining(['customers:read', 'webhooks:manage']),
        products: ['ONBOARDING'],
        rateLimit: { requestsPerSecond: 1000, burst: 2000 },
      });
    });
  });

  describe('the list', () => {
    it('walks every customer once, in order, also while others are created', async () => {
      const initech = await app.partner('initech');
      for (let n = 0; n < 7; n += 1) await create({}, initech);
      const seen: CustomerView[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<CustomerView> = (
          await get(`/customers?limit=3${cursor ? `&cursor=${cursor}` : ''}`, initech)
        ).json();
        expect(Object.keys(page)).toEqual(['data', 'nextCursor']);
        seen.push(...page.data);
        cursor = page.nextCursor;
        if (seen.length === 3) await create({}, initech);
      } while (cursor);
      expect(seen).toHaveLength(8);
      expect(new Set(seen.map((item) => item.customerId)).size).toBe(8);
      expect(seen.map((item) => item.createdAt)).toEqual(seen.map((item) => item.createdAt).sort());
      expect(Object.keys(seen[0]!)).toEqual(NINE);
    });

    it('has no cursor after a page that is exactly full', async () => {
      const hooli = await app.partner('hooli');
      for (let n = 0; n < 2; n += 1) await create({}, hooli);
      expect((await get('/customers?limit=2', hooli)).json()).toMatchObject({ nextCursor: null });
      expect((await get('/customers', await app.partner('empty'))).json()).toEqual({
        data: [],
        nextCursor: null,
      });
    });

    it('filters', async () => {
      const pied = await app.partner('pied');
      const one = await create({ customerType: 'CORPORATE' }, pied);
      const two = await create({}, pied);
      const ids = async (query: string) =>
        (await get(`/customers?${query}`, pied)).json().data.map((item: CustomerView) => item.customerId);
      expect(await ids('customerType=CORPORATE')).toEqual([one.customerId]);
      expect(await ids(`partnerCustomerRef=${two.partnerCustomerRef}`)).toEqual([two.customerId]);
      expect(await ids('partnerCustomerRef=a%2Fb%20c&limit=10&status=DRAFT')).toEqual([]);
      expect(await ids('status=DRAFT')).toEqual([one.customerId, two.customerId]);
      expect(await ids('status=CLOSED')).toEqual([]);
      expect(await ids(`updatedSince=${two.updatedAt}&customerType=INDIVIDUAL`)).toEqual([two.customerId]);
      expect(await ids('updatedSince=2999-01-01T00:00:00Z')).toEqual([]);
      expect(await ids('updatedSince=0525-03-18t15:25:50-20:55&limit=1')).toEqual([one.customerId]);
    });

    it('refuses cursors that are forged or from another list, filter or partner', async () => {
      await create();
      await create();
      const cursor = (await get('/customers?limit=1')).json().nextCursor;
      const { customerId } = await create();
      expect(cursor).toEqual(expect.any(String));
      const misuses = [
        get(`/customers?limit=1&status=DRAFT&cursor=${cursor}`),
        get(`/customers?limit=1&cursor=${cursor}`, globex),
        get(`/customers/${customerId}/timeline?cursor=${cursor}`),
        get(`/customers?cursor=${cursor.slice(0, -2)}`),
        get(`/customers?cursor=${Buffer.from('[1]').toString('base64url')}`),
      ];
      for (const answer of await Promise.all(misuses)) {
        expect(answer.status).toBe(400);
        expect(answer.json().code).toBe('PARTNER_REQUEST_INVALID');
      }
      expect((await get(`/customers?limit=2&cursor=${cursor}`)).status).toBe(200);
    });

    it.each([
      'limit=0',
      'limit=101',
      'limit=x',
      'status=OPEN',
      'updatedSince=yesterday',
      'updatedSince=9999-12-31T23:59:59-10:00',
      'order=desc',
      'limit=1&limit=2',
    ])('refuses ?%s', async (query) => {
      expect((await get(`/customers?${query}`)).status).toBe(400);
    });
  });

  describe('changing', () => {
    it('merges, removes on null and leaves the sequence', async () => {
      const { customerId, createdAt } = await create({ metadata: { a: '1', b: '2' } });
      const answer = await patch(customerId, { displayName: 'Jane P.', metadata: { a: null, c: '3' } });
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json())).toEqual(NINE);
      expect(answer.json()).toMatchObject({
        displayName: 'Jane P.',
        metadata: { b: '2', c: '3' },
        sequence: 1,
      });
      expect(answer.json().updatedAt > createdAt).toBe(true);
      expect((await get(`/customers/${customerId}`)).json()).toEqual(answer.json());
    });

    it('changes nothing for {}', async () => {
      const { customerId } = await create();
      const before = (await get(`/customers/${customerId}`)).json();
      expect((await patch(customerId, {})).json()).toEqual(before);
    });

    it('refuses a fifty-first key', async () => {
      const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'x']));
      const { customerId } = await create({ metadata });
      const answer = await patch(customerId, { metadata: { extra: 'x' } });
      expect(answer.status).toBe(422);
      expect(answer.json().errors[0]).toMatchObject({ pointer: '/metadata', code: 'TOO_LONG' });
      expect((await patch(customerId, { metadata: { extra: 'x', k0: null } })).status).toBe(200);
      await close(customerId);
      expect((await patch(customerId, { metadata: { further: 'x' } })).status).toBe(422);
    });

    it('closes for good, naming action and state to whoever tries more', async () => {
      const { customerId } = await create();
      const closed = await close(customerId, { reason: 'Left the platform.' });
      expect(closed.status).toBe(200);
      expect(Object.keys(closed.json())).toEqual(NINE);
      expect(closed.json()).toMatchObject({ status: 'CLOSED', sequence: 2 });
      expect(JSON.stringify(closed.json())).not.toContain('Left');
      for (const answer of await Promise.all([close(customerId), patch(customerId, {})])) {
        expect(answer.status).toBe(409);
        expect(answer.json()).toMatchObject({ code: 'PARTNER_RESOURCE_STATE_INVALID' });
        expect(answer.json().detail).toMatch(/'(close|update)'.*CLOSED/);
      }
      expect((await get(`/customers/${customerId}`)).json()).toEqual(closed.json());
    });

    it('closes once when two callers try', async () => {
      const { customerId } = await create();
      const statuses = (await Promise.all([close(customerId), close(customerId)])).map((a) => a.status);
      expect(statuses.sort()).toEqual([200, 409]);
    });
  });

  describe('what other apps decide', () => {
    it('becomes status and timeline, oldest first, in pages', async () => {
      const { customerId } = await create();
      const over = { customerId, partnerId: acmeId };
      const raise = (contract: Parameters<typeof app.onboarding.raise>[0]) =>
        app.onboarding.raise(contract, customerId, over);
      await app.file.raise(FileAvailable, customerId, over);
      await eventually(async () => expect((await get(`/customers/${customerId}`)).json().sequence).toBe(2));
      for (const contract of [
        CustomerSubmitted,
        ProcessingStarted,
        MissingInfoRequired,
        CustomerSubmitted,
        ProcessingStarted,
      ]) {
        await raise(contract);
      }
      await app.mark(acmeId, customerId, 'onboarding', await raise(CustomerApproved));
      expect((await get(`/customers/${customerId}`)).json()).toMatchObject({
        status: 'APPROVED',
        sequence: 8,
      });
      const first = (await get(`/customers/${customerId}/timeline?limit=5`)).json();
      const rest = (await get(`/customers/${customerId}/timeline?cursor=${first.nextCursor}`)).json();
      expect(rest.nextCursor).toBeNull();
      const items = [...first.data, ...rest.data];
      expect(items.map((item: HistoryEntry) => [item.sequence, item.eventType, item.from, item.to])).toEqual([
        [1, 'customer.created', null, 'DRAFT'],
        [2, 'customer.file.available', null, null],
        [3, 'customer.onboarding.submitted', 'DRAFT', 'SUBMITTED'],
        [4, 'customer.onboarding.processing', 'SUBMITTED', 'PROCESSING'],
        [5, 'customer.onboarding.missing_info_required', 'PROCESSING', 'MISSING_INFO_REQUIRED'],
        [6, 'customer.onboarding.submitted', 'MISSING_INFO_REQUIRED', 'SUBMITTED'],
        [7, 'customer.onboarding.processing', 'SUBMITTED', 'PROCESSING'],
        [8, 'customer.onboarding.approved', 'PROCESSING', 'APPROVED'],
      ]);
      for (const item of items) {
        expect(Object.keys(item)).toEqual([
          'sequence',
          'eventId',
          'eventType',
          'from',
          'to',
          'reasons',
          'at',
        ]);
      }
    });

    it('is waited for by every answer, never stale', async () => {
      const body = newBody();
      const { customerId } = (await post(body)).json();
      const version = await app.onboarding.raise(CustomerSubmitted, customerId, {
        customerId,
        partnerId: acmeId,
      });
      await app.mark(acmeId, customerId, 'onboarding', version);
      const [single, again, list] = await Promise.all([
        get(`/customers/${customerId}`),
        post(body),
        get(`/customers?partnerCustomerRef=${body.partnerCustomerRef}`),
      ]);
      expect(single.json().status).toBe('SUBMITTED');
      expect(again.json().status).toBe('SUBMITTED');
      expect(list.json().data[0].status).toBe('SUBMITTED');
    });

    it("is answered with 503 while it can't be had", async () => {
      const lonely = await app.partner('lonely', SCOPES, 0);
      const body = newBody();
      const { customerId } = (await post(body, lonely)).json();
      await app.mark(await app.partnerId('lonely'), customerId, 'onboarding', 99);
      const answers = await Promise.all([
        get(`/customers/${customerId}`, lonely),
        get('/customers', lonely),
        post(body, lonely),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(answer.json().code).toBe('PARTNER_PROCESSING_UNAVAILABLE');
        expect(answer.headers['retry-after']).toBeDefined();
      }
    });
  });

  describe('a customer whose events are parked', () => {
    it('is answered for with 503, and nobody else is', async () => {
      const partner = await app.partner('umbrella', SCOPES, 0);
      const partnerId = await app.partnerId('umbrella');
      const bodies = [newBody(), newBody(), newBody()];
      const ids: string[] = [];
      for (const body of bodies) ids.push((await post(body, partner)).json().customerId);
      const [before, held, after] = ids as [string, string, string];
      // Approved without having been submitted: no retry makes that legal.
      const version = await app.onboarding.raise(CustomerApproved, held, { customerId: held, partnerId });
      await app.mark(partnerId, held, 'onboarding', version);
      await eventually(async () => expect((await parkedKeys(held)).rows).toEqual([{ state: 'PARKED' }]));

      expect((await get(`/customers/${held}`, partner)).status).toBe(503);
      expect((await post(bodies[1]!, partner)).status).toBe(503);
      expect((await post(bodies[0]!, partner)).status).toBe(200);
      expect((await get(`/customers/${after}`, partner)).status).toBe(200);

      const idsOf = (page: { json(): Page<CustomerView> }) =>
        page.json().data.map(({ customerId }) => customerId);
      const first = await get('/customers?status=DRAFT', partner);
      expect([first.status, idsOf(first)]).toEqual([200, [before]]);
      const second = await get(`/customers?status=DRAFT&cursor=${first.json().nextCursor}`, partner);
      expect([second.status, second.json().code]).toEqual([503, 'PARTNER_PROCESSING_UNAVAILABLE']);
      expect(second.json().detail).toContain(held);
      expect(second.headers['retry-after']).toBe('30');
      const next = /^<\/partner\/v1(.+)>; rel="next"$/.exec(String(second.headers['link']))?.[1];
      const rest = await get(next!, partner);
      expect([rest.status, idsOf(rest), rest.json().nextCursor]).toEqual([200, [after], null]);
      expect(
        idsOf(await get(`/customers?partnerCustomerRef=${bodies[2]!.partnerCustomerRef}`, partner)),
      ).toEqual([after]);
    });
  });

  describe('the documents', () => {
    it('shows a page with its own scripts only, and nothing outside of it', async () => {
      const fetchDocs = (path: string) => fetch(`${app.baseUrl}${path}`);
      const page = await fetchDocs('/docs');
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toMatch('text/html');
      expect(page.headers.get('content-security-policy')).toMatch("script-src 'self'");
      for (const path of (await page.text()).match(/(?<=(?:src|href)=")\/docs\/[^"]+/g) ?? []) {
        expect((await fetchDocs(path)).status).toBe(200);
      }
      for (const path of ['/docs/package.json', '/docs/..%2fpackage.json', '/docs/__proto__']) {
        expect((await fetchDocs(path)).status).toBe(404);
      }
    });

    it('serves the schema of every event where its dataschema says, and where the catalogue links to it', async () => {
      const { origin } = new URL(app.baseUrl);
      const catalogue = await (await fetch(`${origin}/docs/events.md`)).text();
      for (const { dataschema } of ALL_EVENTS) {
        const { pathname } = new URL(dataschema);
        const answer = await fetch(origin + pathname);
        expect([dataschema, answer.status]).toEqual([dataschema, 200]);
        expect(await answer.json()).toMatchObject({ $id: dataschema });
        expect(catalogue).toContain(`](${pathname.slice(1)})`);
        expect((await fetch(`${origin}/docs${pathname}`)).status).toBe(200);
      }
      expect((await fetch(`${origin}/schemas/partner/nothing.v1.json`)).status).toBe(404);
      expect((await fetch(`${origin}/docs/schemas/..%2f..%2fpackage.json/x`)).status).toBe(404);
    });
  });
});
