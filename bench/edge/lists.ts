import { Client } from 'pg';
import { ms, type Result } from '../measure';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { p99 } from './load';

const SMALL = 10_000;
const READS = 400;
const STEP = 100_000;

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

/** Pages of the list and of timelines, one after the other, among few customers and among many. */
export async function lists(servers: Servers, customers: number): Promise<Result[]> {
  const stack = await EdgeStack.start(servers);
  const db = new Client({ connectionString: stack.adminUrl('customer') });
  const access = new Client({ connectionString: stack.adminUrl('partner_access') });
  await Promise.all([db.connect(), access.connect()]);
  try {
    const grow = async (from: number, to: number): Promise<void> => {
      const { rows } = await access.query<{ id: string }>(
        `SELECT partner_id AS id FROM partners WHERE name = 'acme'`,
      );
      for (let at = from; at < to; at += STEP) {
        const range = [rows[0]!.id, at, Math.min(to, at + STEP)];
        await Promise.all([db.query(SEED, range), access.query(MARKS, range)]);
      }
      await Promise.all([db.query('VACUUM ANALYZE'), access.query('VACUUM ANALYZE')]);
    };
    await grow(0, SMALL);
    const few = await pages(stack);
    await grow(SMALL, customers);
    const many = await pages(stack);
    return (['list', 'timeline'] as const).map((what) => ({
      what: `p99 of a ${what} page, ${customers.toLocaleString('en')} customers ÷ ${SMALL.toLocaleString('en')}`,
      ...{ ours: ms(many[what]), peer: ms(few[what]), ratio: many[what] / few[what], goal: { atMost: 1.3 } },
    }));
  } finally {
    await Promise.all([db.end(), access.end()]);
    await stack.stop();
  }
}

async function pages(stack: EdgeStack): Promise<Record<'list' | 'timeline', number>> {
  const times = { list: [] as number[], timeline: [] as number[] };
  let cursor = '';
  for (let read = 0; read < READS; read += 1) {
    let began = performance.now();
    const page = await stack.get(`/customers?limit=25${cursor}`);
    if (read >= READS / 4) times.list.push(performance.now() - began);
    const { data, nextCursor } = page.json<{ data: { customerId: string }[]; nextCursor: string | null }>();
    cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
    began = performance.now();
    const { status, text } = await stack.get(`/customers/${data.at(-1)!.customerId}/timeline`);
    if (status !== 200) throw new Error(text);
    if (read >= READS / 4) times.timeline.push(performance.now() - began);
  }
  return { list: p99(times.list), timeline: p99(times.timeline) };
}
