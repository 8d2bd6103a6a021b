import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { ms, type Result } from '../measure';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { p50, p99 } from './load';

const SMALL = 10_000;
const READS = 1_000;
const STEP = 100_000;
const PAGE = 25;

/** Written past the app: what is measured is reading. */
const SEED = `
  WITH rows AS (
    SELECT md5('list-' || n)::uuid AS id, n, timestamptz '2026-01-01' + n * interval '1 ms' AS at
      FROM generate_series($2::int + 1, $3::int) AS n
  ), customers AS (
    INSERT INTO customers (customer_id, partner_id, partner_customer_ref, customer_type, display_name, metadata, created_at, updated_at)
    SELECT id, $1::uuid, 'list-' || n, 'INDIVIDUAL', 'Jane Partner', '{}', at, at FROM rows
  ), statuses AS (
    INSERT INTO customer_statuses (customer_id, partner_id, partner_customer_ref, customer_type, status, onboarding_status,
                                   sequence, created_at, status_changed_at, last_entry_at)
    SELECT id, $1::uuid, 'list-' || n, 'INDIVIDUAL', 'DRAFT', 'DRAFT', 2, at, at, at FROM rows
  )
  INSERT INTO customer_history (customer_id, partner_id, sequence, event_id, event_type, reasons, onboarding_status,
                                occurred_at, payload)
  SELECT id, $1::uuid, sequence, gen_random_uuid(), 'customer.created', '[]', 'DRAFT', at, '{}'
    FROM rows, generate_series(1, 2) AS sequence`;

/** Without a mark a customer is unknown to the partner. */
const MARKS = `
  INSERT INTO customer_marks (partner_id, customer_id, app, version, updated_at)
  SELECT $1::uuid, md5('list-' || n)::uuid, 'customer', 2, now() FROM generate_series($2::int + 1, $3::int) AS n`;

/**
 * No checks of foreign keys and no wait for the disk while it is filled: a million customers are written only to be read.
 */
const FILL = `SET session_replication_role = replica; SET synchronous_commit = off`;

/** Pages anywhere in the list and timelines, one after the other, among few customers and among many. */
export async function lists(servers: Servers, customers: number): Promise<Result[]> {
  const stack = await EdgeStack.start(servers);
  const db = new Client({ connectionString: stack.adminUrl('customer') });
  const access = new Client({ connectionString: stack.adminUrl('partner_access') });
  await Promise.all([db, access].map((each) => each.connect().then(() => each.query(FILL))));
  try {
    const { rows } = await access.query<{ id: string }>(
      `SELECT partner_id AS id FROM partners WHERE name = 'acme'`,
    );
    const partnerId = rows[0]!.id;
    const grow = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; at += STEP) {
        const range = [partnerId, at, Math.min(to, at + STEP)];
        await Promise.all([db.query(SEED, range), access.query(MARKS, range)]);
        process.stderr.write(`  ${range[2]!.toLocaleString('en')} customers\n`);
      }
      await Promise.all(
        [db, access].map((each) => each.query('VACUUM ANALYZE').then(() => each.query('CHECKPOINT'))),
      );
    };
    await grow(0, SMALL);
    const few = await pages(stack, partnerId, SMALL);
    await grow(SMALL, customers);
    const many = await pages(stack, partnerId, customers);
    const results = (['list', 'timeline'] as const).flatMap((what) =>
      (['p99', 'p50'] as const).map((share) => {
        const [ours, peer] = [many, few].map((times) => (share === 'p99' ? p99 : p50)(times[what]));
        return { what, share, ours: ours!, peer: peer! };
      }),
    );
    return results.map(({ what, share, ours, peer }) => ({
      what: `${share} of a ${what} page, ${customers.toLocaleString('en')} customers ÷ ${SMALL.toLocaleString('en')}`,
      ...{ ours: ms(ours), peer: ms(peer), ratio: ours / peer },
      ...(share === 'p99' && { goal: { atMost: 1.3 } }),
    }));
  } finally {
    await Promise.all([db.end(), access.end()]);
    await stack.stop();
  }
}

async function pages(
  stack: EdgeStack,
  partnerId: string,
  customers: number,
): Promise<Record<'list' | 'timeline', number[]>> {
  const times = { list: [] as number[], timeline: [] as number[] };
  for (let read = 0; read < READS; read += 1) {
    const n = 1 + Math.floor(Math.random() * (customers - PAGE));
    const cursor = stack.cursors.encode({ list: 'customers', partnerId }, [createdAt(n), idOf(n)]);
    let began = performance.now();
    const page = await stack.get(`/customers?limit=${PAGE}&cursor=${cursor}`);
    if (read >= READS / 4) times.list.push(performance.now() - began);
    const { data } = page.json<{ data: { customerId: string; partnerCustomerRef: string }[] }>();
    if (data.length < PAGE || data[0]!.partnerCustomerRef !== `list-${n + 1}`) throw new Error(page.text);
    began = performance.now();
    const { status, text } = await stack.get(`/customers/${data.at(-1)!.customerId}/timeline`);
    if (status !== 200) throw new Error(text);
    if (read >= READS / 4) times.timeline.push(performance.now() - began);
  }
  return times;
}

/** As `SEED` makes them. */
const createdAt = (n: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + n).toISOString();
const idOf = (n: number): string =>
  createHash('md5')
    .update(`list-${n}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
