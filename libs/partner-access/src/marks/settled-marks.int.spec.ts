import type { InboxHeads } from '@oceafin/messaging';
import { HealthChecks } from '@oceafin/platform';
import { testDatabase, type TestDatabase } from '@oceafin/testing';
import { randomUUID } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';
import { HandMovedHeads } from '../../test/edge-app.spec';
import { AccessDatabase } from '../access-database';
import type { PartnerAccessOptions } from '../partner-access.options';
import { ProjectionHeads } from './projection-heads';
import { SettledMarks } from './settled-marks';

describe('marks of all customers of a partner', () => {
  let access: TestDatabase;
  let admin: Client;
  let database: AccessDatabase;
  let options: PartnerAccessOptions;

  beforeAll(async () => {
    access = await testDatabase('partner_access');
    admin = new Client({ connectionString: access.adminUrl });
    await admin.connect();
    options = {
      app: 'customer',
      accessDatabaseUrl: access.runtimeUrl,
      dependsOn: [{ app: 'file', topic: 'oceafin.file.events' }],
      group: 'g',
    } as unknown as PartnerAccessOptions;
    database = new AccessDatabase(options, new HealthChecks());
  });

  afterAll(async () => {
    await database.onApplicationShutdown();
    await admin.end();
    await access.drop();
  });

  const instance = (through = database) => {
    const heads = new HandMovedHeads();
    const projections = new ProjectionHeads(heads as unknown as InboxHeads, options);
    return { heads, settled: new SettledMarks(through, projections, options) };
  };

  const mark = (
    partnerId: string,
    version: number,
    { app = 'file', count = 1, at = 'clock_timestamp()' } = {},
  ) =>
    admin.query(
      `INSERT INTO customer_marks SELECT $1, gen_random_uuid(), $2, $3, ${at} FROM generate_series(1, $4)`,
      [partnerId, app, version, count],
    );

  it('are reached when the projection is as far as each of them', async () => {
    const partnerId = randomUUID();
    const { heads, settled } = instance();
    expect(await settled.settle(partnerId, 0)).toEqual([]);
    await mark(partnerId, 1);
    await mark(partnerId, 9, { app: 'onboarding' });
    await mark(randomUUID(), 9);
    expect(await settled.settle(partnerId, 0)).toBeUndefined();
    heads.current = 1;
    expect(await settled.settle(partnerId, 0)).toEqual([]);
    await mark(partnerId, 2);
    expect(await settled.settle(partnerId, 0)).toBeUndefined();
  });

  it('are each asked for once, page by page', async () => {
    const partnerId = randomUUID();
    const { heads, settled } = instance();
    heads.current = 1;
    await mark(partnerId, 1, { count: 2_345 });
    // One time for all: pages must not skip what shares it.
    await mark(partnerId, 1, { count: 1_500, at: 'now()' });
    expect(await settled.settle(partnerId, 60_000)).toEqual([]);
    expect(new Set(heads.asked.map(({ key }) => key)).size).toBe(3_845);
    expect(await settled.settle(partnerId, 60_000)).toEqual([]);
    expect(heads.asked).toHaveLength(3_845);
  });

  it('are found although they became visible late', async () => {
    const partnerId = randomUUID();
    const { heads, settled } = instance();
    heads.current = 1;
    await mark(partnerId, 1);
    expect(await settled.settle(partnerId, 0)).toEqual([]);
    await mark(partnerId, 2, { at: `clock_timestamp() - interval '5 seconds'` });
    expect(await settled.settle(partnerId, 0)).toBeUndefined();
  });

  it('are passed by for good although the apps depended on are silent', async () => {
    const partnerId = randomUUID();
    const { settled } = instance();
    await mark(partnerId, 1, { app: 'customer', count: 50 });
    expect(await settled.settle(partnerId, 0)).toEqual([]);
    // No mark comes so late: that it isn't seen shows that what is long over isn't looked through again.
    await mark(partnerId, 9, { at: `clock_timestamp() - interval '1 hour'` });
    expect(await settled.settle(partnerId, 0)).toEqual([]);
  });

  it('are found past any number of marks of other apps, and past none of them', async () => {
    const partnerId = randomUUID();
    await mark(partnerId, 1, { app: 'customer', count: 20_000 });
    await mark(partnerId, 1, { count: 20 });
    await mark(partnerId, 1, { app: 'customer', count: 20_000 });
    await admin.query('ANALYZE customer_marks');
    const plans: string[] = [];
    const explaining = {
      query: async (name: string, text: string, values: unknown[]): Promise<QueryResultRow[]> => {
        if (name === 'changed-marks') {
          const lines = await database.query<{ 'QUERY PLAN': string }>(
            `explain-${name}`,
            `EXPLAIN (ANALYZE, BUFFERS) ${text}`,
            values,
          );
          plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
        }
        return database.query(name, text, values);
      },
    } as unknown as AccessDatabase;
    const { heads, settled } = instance(explaining);
    heads.current = 1;
    expect(await settled.settle(partnerId, 0)).toEqual([]);
    expect(heads.asked).toHaveLength(20);
    // In the order of time alone it would be several hundred.
    const [, pages] = /Buffers: shared hit=(\d+)/.exec(plans[0]!) ?? [];
    expect(Number(pages)).toBeLessThan(100);
  });

  it('need not be gone through from the beginning by a new instance', async () => {
    const partnerId = randomUUID();
    await mark(partnerId, 1, { count: 50, at: `clock_timestamp() - interval '1 hour'` });
    await mark(partnerId, 1);
    await admin.query(`INSERT INTO mark_watermarks VALUES ($1, 'customer', now() - interval '30 minutes')`, [
      partnerId,
    ]);
    const { heads, settled } = instance();
    heads.current = 1;
    expect(await settled.settle(partnerId, 0)).toEqual([]);
    expect(heads.asked).toHaveLength(1);
  });

  it('are not waited for where a customer is held back, but told until they are reached', async () => {
    const partnerId = randomUUID();
    const { heads, settled } = instance();
    heads.current = 1;
    await mark(partnerId, 1);
    const customerId = randomUUID();
    await admin.query(
      `INSERT INTO customer_marks VALUES ($1, $2, 'file', 2, clock_timestamp() - interval '9 seconds')`,
      [partnerId, customerId],
    );
    expect(await settled.settle(partnerId, 0)).toBeUndefined();
    heads.parked.add(customerId);
    expect(await settled.settle(partnerId, 0)).toEqual([customerId]);
    // The watermark has passed it by, and still it isn't forgotten.
    await mark(partnerId, 1);
    expect(await settled.settle(partnerId, 0)).toEqual([customerId]);
    expect(await settled.settleOne(partnerId, customerId, 0)).toBe(false);
    heads.current = 2;
    expect(await settled.settle(partnerId, 0)).toEqual([]);
    expect(await settled.settleOne(partnerId, customerId, 0)).toBe(true);
  });
});
