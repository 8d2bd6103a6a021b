import { performance } from 'node:perf_hooks';
import { testDatabase } from '@oceafin/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { PgCaseDesk } from '../../apps/onboarding/src/infrastructure/pg-case-desk';
import type { DeskFilters } from '../../apps/onboarding/src/ports/case-desk';
import { ms, percentile, type Result } from '../measure';
import type { Servers } from '../servers';
import { harnessOn } from './harness';

const FEW = 10_000;
const LOOKS = 2_000;
const WARM_UP = 200;
const PAGE = 26;
const GOAL = 1.3;

/** One case in a hundred waits for an operator, two for the partner; the others are decided. */
const FILL = `
  WITH made AS (
    INSERT INTO customers (customer_id, partner_id, partner_customer_ref, customer_type, status, created_at)
    SELECT gen_random_uuid(), 'b5b1f4c6-0000-4000-8000-000000000001', 'ref-' || n, 'INDIVIDUAL', 'DRAFT', now()
      FROM generate_series(1, $1::int) n
    RETURNING customer_id, partner_id, substr(partner_customer_ref, 5)::int AS n)
  INSERT INTO onboarding_cases
    (case_id, customer_id, partner_id, partner_customer_ref, version, state, status, awaiting, updated_at, opened_at)
  SELECT gen_random_uuid(), customer_id, partner_id, 'ref-' || n, 1, '{"customerType": "INDIVIDUAL", "round": 1}',
         CASE n % 100 WHEN 0 THEN 'PROCESSING' WHEN 1 THEN 'MISSING_INFO_REQUIRED'
                      WHEN 2 THEN 'MISSING_INFO_REQUIRED' ELSE 'APPROVED' END,
         CASE n % 100 WHEN 0 THEN 'OCEAFIN' WHEN 1 THEN 'PARTNER' WHEN 2 THEN 'PARTNER' END,
         now(), now() - make_interval(secs => n)
    FROM made`;

type Look = (nth: number, count: number) => { filters: DeskFilters; after: [string, string] | null };

const NO_CASE = '00000000-0000-0000-0000-000000000000';
const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** What operators ask the queue for. */
const LOOKS_AT: Readonly<Record<string, Look>> = {
  'open cases, first page': () => ({ filters: { awaiting: 'OCEAFIN' }, after: null }),
  'open cases, a page in the middle': (nth, count) => ({
    filters: { awaiting: 'OCEAFIN', status: 'PROCESSING' },
    after: [secondsAgo((nth * 7919) % count), NO_CASE],
  }),
  'the case of one reference': (nth, count) => ({
    filters: { partnerCustomerRef: `ref-${((nth * 7919) % count) + 1}` },
    after: null,
  }),
};

/** The operators' queue among many cases ÷ among few, looked at in turn: what else the machine does slows both. */
export async function queue(servers: Servers, cases: number): Promise<Result[]> {
  harnessOn(servers);
  const few = await Desk.among(FEW);
  const many = await Desk.among(cases);
  try {
    const results: Result[] = [];
    for (const [what, look] of Object.entries(LOOKS_AT)) {
      const [ours, peer] = await p99s([many, few], look);
      const label = `${what}, p99 among ${cases.toLocaleString('en')} ÷ among ${FEW.toLocaleString('en')}`;
      const ratio = ours! / peer!;
      results.push({ what: label, ours: ms(ours!), peer: ms(peer!), ratio, goal: { atMost: GOAL } });
    }
    return results;
  } finally {
    await few.close();
    await many.close();
  }
}

async function p99s(desks: readonly Desk[], look: Look): Promise<number[]> {
  const times = desks.map((): number[] => []);
  for (let nth = 0; nth < WARM_UP + LOOKS; nth += 1) {
    for (const [which, desk] of desks.entries()) {
      const took = await desk.timeOf(look, nth);
      if (nth >= WARM_UP) times[which]!.push(took);
    }
  }
  return times.map((one) => percentile(one, 0.99));
}

/** The queue of a database with so many cases. */
class Desk {
  private readonly desk = new PgCaseDesk();

  private constructor(
    private readonly cases: number,
    private readonly db: DataSource,
    private readonly drop: () => Promise<void>,
  ) {}

  static async among(cases: number): Promise<Desk> {
    const database = await testDatabase('onboarding');
    await fill(database.adminUrl, cases);
    const db = await new DataSource({ type: 'postgres', url: database.workerUrl }).initialize();
    return new Desk(cases, db, () => database.drop());
  }

  async timeOf(look: Look, nth: number): Promise<number> {
    const { filters, after } = look(nth, this.cases);
    const began = performance.now();
    await this.db.transaction((tx) => this.desk.page(tx, filters, after, PAGE));
    return performance.now() - began;
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.drop();
  }
}

async function fill(adminUrl: string, cases: number): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(FILL, [cases]);
  await admin.query('VACUUM ANALYZE');
  await admin.end();
}
