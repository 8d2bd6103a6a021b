import { createDataSource, tenantTransaction } from '@oceafin/platform';
import { randomUUID } from 'node:crypto';
import {
  edgeDatabases,
  edgeInstance,
  newPartner,
  withClient,
  type EdgeDatabases,
} from '../../test/edge-app.spec';

type Instance = Awaited<ReturnType<typeof edgeInstance>>;
type Partner = Awaited<ReturnType<typeof newPartner>>;

describe('customers and tenants', () => {
  let databases: EdgeDatabases;
  let edge: Instance;
  let acme: Partner;
  let globex: Partner;

  beforeAll(async () => {
    databases = await edgeDatabases();
    edge = await edgeInstance(databases);
    [acme, globex] = [await newPartner(databases, edge.baseUrl), await newPartner(databases, edge.baseUrl)];
  });

  afterAll(async () => {
    await Promise.all([edge.stop(), acme.administration.close(), globex.administration.close()]);
    await Promise.all([databases.app.drop(), databases.access.drop()]);
  });

  const get = (partner: Partner, customerId: string) =>
    partner.client.request({ method: 'GET', path: `/customers/${customerId}` });

  const setMark = (partner: Partner, customerId: string, app: string, version: number) =>
    withClient(databases.access.adminUrl, (admin) =>
      admin.query(
        `INSERT INTO customer_marks SELECT partner_id, $2, $3, $4, now() FROM partners WHERE name = $1`,
        [partner.name, customerId, app, version],
      ),
    );

  it('has the same 404 for absent and foreign customers', async () => {
    const customerId = randomUUID();
    await setMark(acme, customerId, 'customer', 1);
    const own = await get(acme, customerId.toUpperCase());
    expect([own.status, own.json()]).toEqual([200, { customerId }]);
    const [foreign, absent] = [await get(globex, customerId), await get(globex, randomUUID())];
    const strip = ({ requestId: _, ...body }: Record<string, unknown>) => body;
    expect(foreign.status).toBe(404);
    expect(strip(foreign.json())).toEqual(strip(absent.json()));
    expect((await get(acme, 'not-a-uuid')).json().code).toBe('PARTNER_REQUEST_INVALID');
  });

  it('waits for the marks of the apps it depends on, and no others', async () => {
    const customerId = randomUUID();
    await setMark(acme, customerId, 'customer', 9);
    await setMark(acme, customerId, 'onboarding', 9);
    expect((await get(acme, customerId)).status).toBe(200);
    await setMark(acme, customerId, 'file', 2);
    const behind = await get(acme, customerId);
    expect([behind.status, behind.json().code]).toEqual([503, 'PARTNER_PROCESSING_UNAVAILABLE']);
    expect(behind.headers['retry-after']).toBe('1');
    edge.heads.current = 2;
    expect((await get(acme, customerId)).status).toBe(200);
    // Once reached, it needn't be asked again.
    const asked = edge.heads.asked.length;
    expect((await get(acme, customerId)).status).toBe(200);
    expect(edge.heads.asked.length).toBe(asked);
  });

  it('replays an answer although the projection is behind', async () => {
    const customerId = randomUUID();
    await setMark(acme, customerId, 'customer', 1);
    const remove = () =>
      acme.client.request({
        method: 'DELETE',
        path: `/customers/${customerId}`,
        idempotencyKey: `remove-${customerId}`,
      });
    expect((await remove()).status).toBe(204);
    await setMark(acme, customerId, 'file', 99);
    const again = await remove();
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([204, 'true']);
  });

  it('shows no rows of another partner, even to a query without a WHERE', async () => {
    const create = (partner: Partner, name: string) =>
      partner.client.request({ method: 'POST', path: '/things', body: { name } });
    await create(acme, 'of acme');
    await create(globex, 'of globex');
    const list = async (partner: Partner) =>
      (await partner.client.request({ method: 'GET', path: '/things' })).json().data;
    expect(await list(acme)).toEqual([{ name: 'of acme' }]);
    expect(await list(globex)).toEqual([{ name: 'of globex' }]);
  });

  it('shows nothing to a pooled connection without a tenant, and lets it store nothing', async () => {
    const db = await createDataSource({
      url: databases.app.runtimeUrl,
      applicationName: 'spec',
      poolSize: 1,
    }).initialize();
    await tenantTransaction(db, randomUUID(), (tx) => tx.query('SELECT 1'));
    expect(await db.query('SELECT * FROM things')).toEqual([]);
    expect(await db.query('SELECT * FROM idempotency_keys')).toEqual([]);
    await expect(db.query(`INSERT INTO things VALUES (gen_random_uuid(), 'x')`)).rejects.toThrow(
      'row-level security',
    );
    const foreign = tenantTransaction(db, randomUUID(), (tx) =>
      tx.query(`INSERT INTO things VALUES (gen_random_uuid(), 'x')`),
    );
    await expect(foreign).rejects.toThrow('row-level security');
    await db.destroy();
  });

  it('gives cursors that are good for their own list and partner only', async () => {
    const page = (partner: Partner, query: string) =>
      partner.client.request({ method: 'GET', path: `/things?${query}` });
    const { nextCursor } = (await page(acme, 'limit=1')).json();
    expect((await page(acme, `cursor=${nextCursor}`)).status).toBe(200);
    expect((await page(acme, `cursor=${nextCursor}&name=x`)).json().code).toBe('PARTNER_REQUEST_INVALID');
    expect((await page(globex, `cursor=${nextCursor}`)).json().code).toBe('PARTNER_REQUEST_INVALID');
    expect((await page(acme, 'cursor=forged')).json().code).toBe('PARTNER_REQUEST_INVALID');
  });
});
