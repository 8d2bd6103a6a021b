import { randomUUID } from 'node:crypto';
import { type LedgerFixture, ledgerFixture, newCustomer } from '../../test/ledger-fixture.spec';
import type { EntityManager } from 'typeorm';
import type { CustomerFilters, CustomerPosition, CustomerReader, CustomerView } from '../ports';

/** Written past the ledger: what is judged here is reading. */
const SEED = `
  WITH rows AS (
    SELECT gen_random_uuid() AS id, n, CASE WHEN n % 3 = 0 THEN $2::uuid ELSE $1::uuid END AS partner,
           timestamptz '2026-01-01' + (n / 4) * interval '1 second' AS at
      FROM generate_series(1, $3::int) AS n
  ), customers AS (
    INSERT INTO customers (customer_id, partner_id, partner_customer_ref, customer_type, display_name, metadata, created_at, updated_at)
    SELECT id, partner, 'seed-' || n, CASE WHEN n % 50 = 0 THEN 'CORPORATE' ELSE 'INDIVIDUAL' END, 'Seed', '{}', at, at + interval '1 day'
      FROM rows
  ), history AS (
    INSERT INTO customer_history (customer_id, partner_id, sequence, event_id, event_type, reasons, onboarding_status,
                                  occurred_at, payload)
    SELECT id, partner, sequence, gen_random_uuid(), 'customer.created', '[]', 'DRAFT', at, '{}'
      FROM rows, generate_series(1, CASE WHEN n = 1 THEN 1000 ELSE 1 END) AS sequence
  )
  INSERT INTO customer_statuses (customer_id, partner_id, partner_customer_ref, customer_type, status, onboarding_status,
                                 sequence, created_at, status_changed_at, last_entry_at)
  SELECT id, partner, 'seed-' || n, CASE WHEN n % 50 = 0 THEN 'CORPORATE' ELSE 'INDIVIDUAL' END,
         CASE WHEN n % 40 = 0 THEN 'APPROVED' ELSE 'DRAFT' END, 'DRAFT', 1, at, at, at
    FROM rows`;
const ROWS = 100_000;
const FEW_OF_THEM = ROWS / 10;

describe('the customer list', () => {
  let fixture: LedgerFixture;
  const acme = randomUUID();
  const globex = randomUUID();

  beforeAll(async () => {
    fixture = await ledgerFixture();
    await fixture.admin.query(SEED, [acme, globex, ROWS]);
    await fixture.admin.query('ANALYZE customers, customer_statuses, customer_history');
  });
  afterAll(() => fixture?.stop());

  async function walk(partnerId: string, filters: CustomerFilters, size: number): Promise<CustomerView[]> {
    const all: CustomerView[] = [];
    let after: CustomerPosition | null = null;
    for (;;) {
      const page: CustomerView[] = await fixture.asPartner(partnerId, (tx) =>
        fixture.reader.page(tx, partnerId, filters, after, size),
      );
      all.push(...page);
      const last = page.at(-1);
      if (!last || page.length < size) return all;
      after = [last.createdAt, last.customerId];
    }
  }

  it('walks every customer of the partner once, in order, with equal creation times', async () => {
    const all = await walk(globex, {}, 5_000);
    expect(all).toHaveLength(Math.floor(ROWS / 3));
    const sorted = [...all].sort((a, b) =>
      a.createdAt === b.createdAt
        ? a.customerId < b.customerId
          ? -1
          : 1
        : a.createdAt < b.createdAt
          ? -1
          : 1,
    );
    expect(all.map((view) => view.customerId)).toEqual(sorted.map((view) => view.customerId));
    expect(new Set(all.map((view) => view.customerId)).size).toBe(all.length);
  });

  it('filters by each member and by all of them together', async () => {
    const corporate = await walk(acme, { customerType: 'CORPORATE' }, 1_000);
    expect(corporate.length).toBeGreaterThan(1_000);
    expect(corporate.every((view) => view.customerType === 'CORPORATE')).toBe(true);
    const approved = await walk(acme, { status: 'APPROVED' }, 1_000);
    expect(approved.length).toBeGreaterThan(1_000);
    expect(approved.every((view) => view.status === 'APPROVED')).toBe(true);
    const both = await walk(acme, { status: 'APPROVED', customerType: 'CORPORATE' }, 1_000);
    expect(both).toHaveLength(approved.filter((view) => view.customerType === 'CORPORATE').length);
    expect(await walk(acme, { partnerCustomerRef: 'seed-1' }, 10)).toHaveLength(1);
    expect(await walk(globex, { partnerCustomerRef: 'seed-1' }, 10)).toEqual([]);
    expect(await walk(acme, { partnerCustomerRef: 'SEED-1' }, 10)).toEqual([]);
  });

  it('takes updatedSince as inclusive', async () => {
    const customer = newCustomer(acme, { partnerCustomerRef: 'since' });
    await fixture.asPartner(acme, (tx) => fixture.ledger.open(tx, customer, null));
    const [created] = await walk(acme, { partnerCustomerRef: 'since' }, 10);
    const since = (updatedSince: string) => walk(acme, { updatedSince, partnerCustomerRef: 'since' }, 10);
    expect(await since(created!.updatedAt)).toHaveLength(1);
    expect(await since(new Date(Date.parse(created!.updatedAt) + 1).toISOString())).toEqual([]);
  });

  const later: CustomerPosition = ['2026-01-01T03:00:00.000Z', randomUUID()];
  const seeded = () => walk(acme, { partnerCustomerRef: 'seed-1' }, 10).then(([view]) => view!.customerId);

  it.each<[string, CustomerFilters]>([
    ['none', {}],
    ['status', { status: 'APPROVED' }],
    ['a status that nobody has', { status: 'CLOSED' }],
    ['customerType', { customerType: 'CORPORATE' }],
    ['partnerCustomerRef', { partnerCustomerRef: 'seed-77' }],
    ['updatedSince, recent', { updatedSince: '2026-01-02T06:50:00.000Z' }],
    ['updatedSince, old', { updatedSince: '2026-01-01T00:00:00.000Z' }],
    [
      'all but the ref',
      { status: 'APPROVED', customerType: 'CORPORATE', updatedSince: '2026-01-01T00:00:00.000Z' },
    ],
  ])('reads no table from end to end for a page, filters: %s', async (_, filters) => {
    for (const after of [null, later]) {
      await expectIndexes((reader, tx) => reader.page(tx, acme, filters, after, 26));
    }
  });

  it('reads no table from end to end for a customer, a reference or the first of those held back', async () => {
    const customerId = await seeded();
    await expectIndexes((reader, tx) => reader.byId(tx, { partnerId: acme, customerId }));
    await expectIndexes((reader, tx) => reader.byRef(tx, acme, 'seed-77'));
    await expectIndexes((reader, tx) => reader.firstOf(tx, acme, [customerId, randomUUID()], {}, later));
  });

  it('reads no table from end to end for a timeline', async () => {
    const key = { partnerId: acme, customerId: await seeded() };
    for (const after of [0, 500, 990]) {
      await expectIndexes((reader, tx) => reader.timeline(tx, key, after, 26));
    }
  });

  /** Has what `read` asks explained and carried out, as the partner's own role. */
  async function expectIndexes(
    read: (reader: CustomerReader, tx: EntityManager) => Promise<unknown>,
  ): Promise<void> {
    const plans: string[] = [];
    await fixture.asPartner(acme, async (tx) => {
      const explaining = {
        query: async (sql: string, parameters: unknown[]): Promise<[]> => {
          const lines = await tx.query<{ 'QUERY PLAN': string }[]>(
            `EXPLAIN (ANALYZE, BUFFERS) ${sql}`,
            parameters,
          );
          plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
          return [];
        },
      };
      await read(fixture.reader, explaining as unknown as EntityManager);
    });
    expect(plans).toHaveLength(1);
    const [plan] = plans;
    expect(plan).not.toMatch(/Seq Scan/);
    expect(plan).toMatch(/Index/);
    // Whatever is read, by any index, is of the order of a page: time says nothing on a busy machine.
    const rows = [...plan!.matchAll(/actual [^)]*rows=([\d.]+)/g)].map(([, found]) => Number(found));
    expect(Math.max(...rows)).toBeLessThan(FEW_OF_THEM);
  }
});
