import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { ms, type Result } from '../measure';
import { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { p50, p99 } from './load';

const SMALL = 10_000;
const READS = 1_500;
const WARM_UP = 300;
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

/** A million customers are written only to be read: no checks of foreign keys, and no wait for the disk. */
const QUICKLY = `SET session_replication_role = replica; SET synchronous_commit = off`;

/** Milliseconds of each page. */
interface Times {
  readonly list: number[];
  readonly timeline: number[];
}

/** One app with its own database server, whose one partner has so many customers. */
class Customers {
  readonly times: Times = { list: [], timeline: [] };

  private constructor(
    private readonly stack: EdgeStack,
    private readonly partnerId: string,
    private readonly count: number,
  ) {}

  static async on(servers: Servers, count: number): Promise<Customers> {
    const stack = await EdgeStack.start(servers);
    const db = new Client({ connectionString: stack.adminUrl('customer') });
    const access = new Client({ connectionString: stack.adminUrl('partner_access') });
    await Promise.all([db, access].map((each) => each.connect()));
    const { rows } = await access.query<{ id: string }>(
      `SELECT partner_id AS id FROM partners WHERE name = 'acme'`,
    );
    const inBoth = (sql: string) => Promise.all([db.query(sql), access.query(sql)]);
    await inBoth(QUICKLY);
    for (let at = 0; at < count; at += STEP) {
      const range = [rows[0]!.id, at, Math.min(count, at + STEP)];
      await Promise.all([db.query(SEED, range), access.query(MARKS, range)]);
      process.stderr.write(`  ${range[2]!.toLocaleString('en')} customers\n`);
    }
    await inBoth('VACUUM ANALYZE');
    await inBoth('CHECKPOINT');
    await Promise.all([db.end(), access.end()]);
    return new Customers(stack, rows[0]!.id, count);
  }

  /** A page anywhere in the list, then the timeline of its last customer. */
  async read(counted: boolean): Promise<void> {
    const n = 1 + Math.floor(Math.random() * (this.count - PAGE));
    const cursor = this.stack.cursors.encode({ list: 'customers', partnerId: this.partnerId }, [
      createdAt(n),
      idOf(n),
    ]);
    const [page, listMs] = await timed(() => this.stack.get(`/customers?limit=${PAGE}&cursor=${cursor}`));
    const { data } = page.json<{ data: { customerId: string }[] }>();
    if (data.length < PAGE || data[0]!.customerId !== idOf(n + 1)) throw new Error(page.text);
    const [history, historyMs] = await timed(() =>
      this.stack.get(`/customers/${data.at(-1)!.customerId}/timeline`),
    );
    if (history.status !== 200) throw new Error(history.text);
    if (!counted) return;
    this.times.list.push(listMs);
    this.times.timeline.push(historyMs);
  }

  stop(): Promise<void> {
    return this.stack.stop();
  }
}

/** Among few customers and among many, looked at in turn: what else the machine does slows both. */
export async function lists(servers: Servers, customers: number): Promise<Result[]> {
  const others = await Servers.start();
  try {
    const [few, many] = [await Customers.on(others, SMALL), await Customers.on(servers, customers)];
    for (let read = 0; read < WARM_UP + READS; read += 1) {
      for (const each of read % 2 ? [few, many] : [many, few]) await each.read(read >= WARM_UP);
    }
    await Promise.all([few.stop(), many.stop()]);
    return (['list', 'timeline'] as const).flatMap((what) =>
      Object.entries({ p99, p50 }).map(([name, share]) => {
        const [ours, peer] = [share(many.times[what]), share(few.times[what])];
        return {
          what: `${name} of a ${what} page, ${customers.toLocaleString('en')} customers ÷ ${SMALL.toLocaleString('en')}`,
          ...{ ours: ms(ours), peer: ms(peer), ratio: ours / peer },
          ...(share === p99 && { goal: { atMost: 1.3 } }),
        };
      }),
    );
  } finally {
    await others.stop();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const found = await work();
  return [found, performance.now() - began];
}

/** As `SEED` makes them. */
const createdAt = (n: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + n).toISOString();
const idOf = (n: number): string =>
  createHash('md5')
    .update(`list-${n}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
