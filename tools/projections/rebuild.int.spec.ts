import { randomUUID } from 'node:crypto';
import { CustomerApproved, CustomerSubmitted, ProcessingStarted } from '@oceafin/contracts';
import { workerTransaction } from '@oceafin/platform';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { type LedgerFixture, ledgerFixture, newCustomer } from '../../apps/customer/test/ledger-fixture.spec';
import {
  ActionNotAllowedError,
  type CustomerInput,
  IllegalFactError,
  onboardingFacts,
} from '../../apps/customer/src/domain';
import { RebuildProgressMetrics } from '../../apps/customer/src/infrastructure/rebuild-progress.metrics';
import type { CustomerKey } from '../../apps/customer/src/ports';
import { type Progress, rebuild, type RebuildOptions } from './rebuild';

const submitted = onboardingFacts.CustomerSubmitted(CustomerSubmitted.golden);
const processing = onboardingFacts.ProcessingStarted(ProcessingStarted.golden);
const approved = onboardingFacts.CustomerApproved(CustomerApproved.golden);
const rejected = (retryability: 'RETRYABLE' | 'FINAL'): CustomerInput => ({
  ...approved,
  cause: 'customer.onboarding.rejected',
  status: 'REJECTED',
  retryability,
});
const file = (): CustomerInput => ({
  kind: 'file',
  cause: 'customer.file.available',
  fileAssetId: randomUUID(),
  documentType: 'PASSPORT',
  sha256: 'a'.repeat(64),
  reason: null,
});

const input = fc.constantFrom<CustomerInput>(
  submitted,
  processing,
  approved,
  rejected('RETRYABLE'),
  rejected('FINAL'),
  { ...submitted, cause: 'customer.onboarding.withdrawn', status: 'DRAFT' },
  { ...submitted, cause: 'customer.onboarding.withdrawn', status: 'REJECTED' },
  { kind: 'suspend' },
  { kind: 'reinstate' },
  { kind: 'close', reason: 'PLATFORM_CONTROL' },
  file(),
);

describe('rebuilding the customer statuses', () => {
  let fixture: LedgerFixture;
  const partnerId = randomUUID();

  beforeAll(async () => {
    fixture = await ledgerFixture();
  });
  afterAll(() => fixture?.stop());

  async function live(inputs: readonly CustomerInput[]): Promise<CustomerKey> {
    const customer = newCustomer(partnerId);
    await fixture.asPartner(partnerId, (tx) => fixture.ledger.open(tx, customer, null));
    const key = { customerId: customer.customerId, partnerId };
    for (const one of inputs) await record(key, one);
    return key;
  }

  /** What the history doesn't allow is refused, as it would be in the app. */
  const record = (key: CustomerKey, one: CustomerInput): Promise<unknown> =>
    workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, one)).catch((error: unknown) => {
      if (!(error instanceof IllegalFactError) && !(error instanceof ActionNotAllowedError)) throw error;
    });

  const run = (over: Partial<RebuildOptions> = {}) =>
    rebuild({
      projection: 'customer-status',
      mode: 'REBUILD',
      databaseUrl: fixture.ownerUrl,
      brokers: fixture.kafka.brokers,
      topicPrefix: fixture.prefix,
      ...over,
    });

  const one = async <T>(sql: string, ...parameters: unknown[]): Promise<T> =>
    (await fixture.admin.query(sql, parameters)).rows[0] as T;

  /** What a scrape of the app shows of a rebuild. */
  const told = async (registry: Registry): Promise<Record<string, number>> => {
    const sample = /^projection_rebuild_(\w+)\{projection="customer-status"\} (\S+)$/gm;
    const samples = [...(await registry.metrics()).matchAll(sample)];
    return Object.fromEntries(samples.map(([, name, value]) => [name, Number(value)]));
  };

  const definition = () =>
    one(
      `SELECT (SELECT jsonb_agg(to_jsonb(p) - 'oid' ORDER BY policyname) FROM pg_policies p
                WHERE tablename = 'customer_statuses') AS policies,
              (SELECT jsonb_agg(pg_get_indexdef(indexrelid) ORDER BY indexrelid::regclass::text) FROM pg_index
                WHERE indrelid = c.oid) AS indexes,
              (SELECT jsonb_agg(pg_get_constraintdef(oid) ORDER BY conname) FROM pg_constraint
                WHERE conrelid = c.oid) AS constraints,
              (SELECT array_agg(item ORDER BY item) FROM unnest(relacl::text[]) AS item) AS grants,
              reloptions, relrowsecurity, relforcerowsecurity, relowner::regrole::text AS owner
         FROM pg_class c WHERE c.oid = 'customer_statuses'::regclass`,
    );

  it('swaps in an equal table while customers go on, with nobody noticing', async () => {
    const keys = await Promise.all([live([]), live([file(), submitted]), live([submitted, processing])]);
    const before = await definition();
    const { oid } = await one<{ oid: number }>(`SELECT 'customer_statuses'::regclass::oid::int AS oid`);
    let going = true;
    let written = 0;
    const writers = keys.map(async (key) => {
      while (going) {
        await record(key, file());
        written += 1;
      }
    });
    const result = await run().finally(() => (going = false));
    const during = written;
    await Promise.all(writers);
    expect(during).toBeGreaterThan(0);
    expect(result).toMatchObject({ isEqual: true, differing: 0, live: result.rebuilt });
    expect(result.rebuilt.rows).toBe(keys.length);
    expect(await definition()).toEqual(before);
    expect(await one(`SELECT 'customer_statuses'::regclass::oid::int AS oid`)).not.toEqual({ oid });
    expect(
      await one(
        `SELECT count(*)::int AS n FROM pg_class WHERE relname LIKE 'customer_statuses%' AND relkind = 'r'`,
      ),
    ).toEqual({ n: 1 });

    await record(keys[2], approved);
    expect(await run({ mode: 'VERIFY' })).toMatchObject({ isEqual: true });
    const view = await fixture.asPartner(partnerId, (tx) => fixture.reader.byId(tx, keys[2]));
    expect(view?.status).toBe('APPROVED');
  });

  it('finds what is wrong in the live table, changes nothing by finding it, and mends it', async () => {
    const key = await live([submitted]);
    const gone = await live([]);
    await fixture.admin.query(`UPDATE customer_statuses SET status = 'APPROVED' WHERE customer_id = $1`, [
      key.customerId,
    ]);
    await fixture.admin.query('DELETE FROM customer_statuses WHERE customer_id = $1', [gone.customerId]);
    for (const mode of ['VERIFY', 'VERIFY', 'REBUILD'] as const) {
      const found = await run({ mode });
      expect(found).toMatchObject({ isEqual: false, differing: 2 });
      expect(found.examples).toContainEqual({
        customerId: key.customerId,
        live: expect.objectContaining({ status: 'APPROVED' }),
        rebuilt: expect.objectContaining({ status: 'SUBMITTED' }),
      });
      expect(found.examples).toContainEqual({
        customerId: gone.customerId,
        live: null,
        rebuilt: expect.objectContaining({ status: 'DRAFT' }),
      });
    }
    expect(await run({ mode: 'VERIFY' })).toMatchObject({ isEqual: true });
  });

  it('goes on where it was interrupted, and lets only one at a time', async () => {
    const key = await live([]);
    const interrupted = new AbortController();
    const shown: Progress[] = [];
    const progress = (now: Progress): void => {
      shown.push(now);
      if (now.done >= now.total) interrupted.abort(new Error('interrupted'));
    };
    const first = run({ signal: interrupted.signal, progress, fromScratch: true });
    await expect(first).rejects.toThrow('interrupted');
    const registry = new Registry();
    new RebuildProgressMetrics(registry, fixture.worker);
    const { done, total } = shown.at(-1)!;
    expect(await told(registry)).toEqual({
      events: done,
      target_events: total,
      age_seconds: expect.any(Number) as number,
      idle_seconds: expect.any(Number) as number,
    });

    await record(key, file());
    const seen: Progress[] = [];
    // A writer at work: whichever is first can't end before the other was refused.
    await fixture.admin.query('BEGIN');
    await fixture.admin.query('LOCK TABLE customer_statuses IN ROW EXCLUSIVE MODE');
    const two = [1, 2].map(() => run({ progress: (now) => seen.push(now) }));
    const outcomes = Promise.allSettled(two);
    await expect(Promise.race(two)).rejects.toThrow('Somebody else');
    await fixture.admin.query('COMMIT');
    expect((await outcomes).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(seen[0]).toMatchObject({ resumed: true });
    expect(seen[0]?.done).toBeGreaterThan(0);
    expect(await run({ mode: 'VERIFY' })).toMatchObject({ isEqual: true });
    expect(await told(registry)).toEqual({});
  });

  it('gives the same table from whatever history was committed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(input, { maxLength: 12 }), { minLength: 1, maxLength: 6 }),
        async (lives) => {
          await Promise.all(lives.map((inputs) => live(inputs)));
          const [first, second] = [await run({ mode: 'VERIFY' }), await run()];
          expect(first.isEqual && second.isEqual).toBe(true);
          expect(first.rebuilt).toEqual(second.rebuilt);
        },
      ),
      { numRuns: 3, seed: 7 },
    );
  });
});
