import { randomUUID } from 'node:crypto';
import {
  CustomerApproved,
  CustomerSubmitted,
  type HistoryEntry,
  ProcessingStarted,
} from '@oceafin/contracts';
import { workerTransaction } from '@oceafin/platform';
import { eventually } from '@oceafin/testing';
import { onboardingFacts, replay } from '../domain';
import type { CustomerKey } from '../ports';
import { type LedgerFixture, ledgerFixture, newCustomer } from '../../test/ledger-fixture.spec';

const submitted = onboardingFacts.CustomerSubmitted(CustomerSubmitted.golden);
const processing = onboardingFacts.ProcessingStarted(ProcessingStarted.golden);
const approved = onboardingFacts.CustomerApproved(CustomerApproved.golden);

interface Told {
  readonly entry: HistoryEntry;
}

describe('the ledger', () => {
  let fixture: LedgerFixture;
  const acme = randomUUID();
  const globex = randomUUID();

  beforeAll(async () => {
    fixture = await ledgerFixture();
  });
  afterAll(() => fixture?.stop());

  async function create(partnerId = acme): Promise<CustomerKey> {
    const customer = newCustomer(partnerId);
    await fixture.asPartner(partnerId, (tx) => fixture.ledger.open(tx, customer, null));
    return { customerId: customer.customerId, partnerId };
  }

  const history = async ({ customerId }: CustomerKey) => {
    const { rows } = await fixture.admin.query(
      'SELECT * FROM customer_history WHERE customer_id = $1 ORDER BY sequence',
      [customerId],
    );
    return rows.map((row): HistoryEntry => ({
      sequence: row.sequence,
      eventId: row.event_id,
      eventType: row.event_type,
      from: row.from_status,
      to: row.to_status,
      reasons: row.reasons,
      onboardingStatus: row.onboarding_status,
      at: row.occurred_at.toISOString(),
      payload: row.payload,
    }));
  };

  it('creates one customer when thirty-two callers race with one ref', async () => {
    const ref = `race-${randomUUID()}`;
    const results = await Promise.all(
      Array.from({ length: 32 }, () =>
        fixture.asPartner(acme, (tx) =>
          fixture.ledger.open(tx, newCustomer(acme, { partnerCustomerRef: ref }), null),
        ),
      ),
    );
    expect(results.filter((opened) => opened !== null)).toHaveLength(1);
    const { rows } = await fixture.admin.query(
      `SELECT c.customer_id, (SELECT count(*)::int FROM customer_history h WHERE h.customer_id = c.customer_id) AS entries
         FROM customers c WHERE partner_customer_ref = $1`,
      [ref],
    );
    expect(rows).toEqual([{ customer_id: expect.any(String), entries: 1 }]);
  });

  it('lets another partner use the same ref', async () => {
    const ref = `shared-${randomUUID()}`;
    for (const partnerId of [acme, globex]) {
      const opened = await fixture.asPartner(partnerId, (tx) =>
        fixture.ledger.open(tx, newCustomer(partnerId, { partnerCustomerRef: ref }), null),
      );
      expect(opened?.version).toBe(1);
    }
  });

  it('creates nothing when the transaction fails', async () => {
    const customer = newCustomer(acme);
    await expect(
      fixture.asPartner(acme, async (tx) => {
        await fixture.ledger.open(tx, customer, null);
        throw new Error('later in the same transaction');
      }),
    ).rejects.toThrow('later');
    const { rows } = await fixture.admin.query(
      `SELECT 1 FROM customers WHERE customer_id = $1 UNION ALL
       SELECT 1 FROM customer_history WHERE customer_id = $1 UNION ALL
       SELECT 1 FROM customer_statuses WHERE customer_id = $1 UNION ALL
       SELECT 1 FROM outbox_heads WHERE key = $1::text`,
      [customer.customerId],
    );
    expect(rows).toEqual([]);
  });

  it('numbers concurrent facts without gaps, and the projection is the fold', async () => {
    const key = await create();
    const file = {
      kind: 'file' as const,
      cause: 'customer.file.available' as const,
      documentType: 'PASSPORT' as const,
      sha256: 'a'.repeat(64),
      reason: null,
    };
    await Promise.all(
      Array.from({ length: 24 }, () =>
        workerTransaction(fixture.worker, (tx) =>
          fixture.ledger.record(tx, key, { ...file, fileAssetId: randomUUID() }),
        ),
      ),
    );
    for (const fact of [submitted, processing]) {
      await workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, fact));
    }
    await Promise.all([
      workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, { kind: 'suspend' })),
      workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, approved)),
    ]);
    await workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, { kind: 'reinstate' }));
    const entries = await history(key);
    expect(entries.map((entry) => entry.sequence)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    const { rows } = await fixture.admin.query('SELECT * FROM customer_statuses WHERE customer_id = $1', [
      key.customerId,
    ]);
    const customer = replay(entries);
    expect(customer).toMatchObject({ status: 'APPROVED', onboardingStatus: 'APPROVED', sequence: 30 });
    expect(rows[0]).toMatchObject({
      status: customer?.status,
      onboarding_status: customer?.onboardingStatus,
      retryability: customer?.retryability,
      round_began_in: customer?.roundBeganIn,
      sequence: customer?.sequence,
      status_changed_at: new Date(customer?.statusChangedAt ?? ''),
      last_entry_at: new Date(customer?.at ?? ''),
    });
  });

  it('leaves nothing behind when a fact is illegal', async () => {
    const key = await create();
    await expect(
      workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, approved)),
    ).rejects.toThrow(/DRAFT to APPROVED/);
    expect(await history(key)).toHaveLength(1);
  });

  it('moves updatedAt with the status but not with activity', async () => {
    const key = await create();
    const view = () => fixture.asPartner(acme, (tx) => fixture.reader.byId(tx, key));
    const created = await view();
    expect(created?.updatedAt).toBe(created?.createdAt);
    await workerTransaction(fixture.worker, (tx) =>
      fixture.ledger.record(tx, key, {
        kind: 'file',
        cause: 'customer.file.rejected',
        fileAssetId: randomUUID(),
        documentType: 'PASSPORT',
        sha256: 'b'.repeat(64),
        reason: 'FILE_CORRUPT',
      }),
    );
    const active = await view();
    expect(active).toMatchObject({ updatedAt: created?.updatedAt, sequence: 2 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, submitted));
    const moved = await view();
    expect(moved).toMatchObject({ status: 'SUBMITTED', sequence: 3 });
    expect(moved!.updatedAt > created!.updatedAt).toBe(true);
    expect((await history(key)).at(-1)?.at).toBe(moved?.updatedAt);
  });

  it('hides a partner from every other, and from a connection without one', async () => {
    const key = await create(acme);
    const count = (sql: string) => async (tx: { query(sql: string): Promise<unknown> }) =>
      ((await tx.query(sql)) as { n: number }[])[0]?.n;
    for (const table of ['customers', 'customer_history', 'customer_statuses']) {
      const forgetful = count(
        `SELECT count(*)::int AS n FROM ${table} WHERE customer_id = '${key.customerId}'`,
      );
      expect(await fixture.asPartner(acme, forgetful)).toBe(1);
      expect(await fixture.asPartner(globex, forgetful)).toBe(0);
      expect(await forgetful(fixture.runtime)).toBe(0);
    }
    const foreign = { customerId: key.customerId, partnerId: globex };
    expect(await fixture.asPartner(globex, (tx) => fixture.reader.byId(tx, foreign))).toBeNull();
    await expect(
      fixture.asPartner(globex, (tx) => fixture.ledger.record(tx, foreign, { kind: 'patch' })),
    ).rejects.toThrow('There is no customer');
    await expect(
      fixture.asPartner(globex, (tx) => fixture.ledger.open(tx, newCustomer(acme), null)),
    ).rejects.toThrow(/row-level security/);
  });

  it('publishes each entry for the apps, for partners and as a snapshot', async () => {
    const key = await create();
    await workerTransaction(fixture.worker, (tx) => fixture.ledger.record(tx, key, submitted));
    const seen: {
      topic: string;
      type: string;
      sequence?: string;
      partner?: string;
      id: string;
      value: Told;
    }[] = [];
    const consumer = fixture.kafka.kafka.consumer({ groupId: `${fixture.prefix}spec` });
    const header = (headers: Record<string, { toString(): string } | undefined> | undefined, name: string) =>
      headers?.[name]?.toString();
    await consumer.connect();
    try {
      await consumer.subscribe({
        topics: ['customer.events', 'partner.events', 'customer.state'].map(
          (name) => `${fixture.prefix}oceafin.${name}`,
        ),
        fromBeginning: true,
      });
      await consumer.run({
        eachMessage: async ({ topic, message }) => {
          if (String(message.key) !== key.customerId) return;
          const id = header(message.headers, 'ce_id') ?? '';
          const told = { topic: topic.slice(fixture.prefix.length), id };
          // Delivery is at least once.
          if (seen.some((other) => other.topic === told.topic && other.id === id)) return;
          seen.push({
            ...told,
            type: header(message.headers, 'ce_type') ?? '',
            sequence: header(message.headers, 'ce_sequence'),
            partner: header(message.headers, 'ce_partnerid'),
            value: JSON.parse(String(message.value)) as Told,
          });
        },
      });
      await eventually(() => expect(seen).toHaveLength(6), { timeoutMs: 30_000 });
    } finally {
      await consumer.disconnect();
    }
    const entries = await history(key);
    const on = (topic: string) => seen.filter((event) => event.topic === `oceafin.${topic}`);
    expect(on('customer.events').map((event) => event.type)).toEqual([
      'com.oceafin.customer.CustomerCreated.v1',
      'com.oceafin.customer.CustomerStatusChanged.v1',
    ]);
    expect(on('customer.events').map((event) => event.value.entry)).toEqual(entries);
    const { rows } = await fixture.admin.query('SELECT * FROM customer_statuses WHERE customer_id = $1', [
      key.customerId,
    ]);
    expect(replay(on('customer.events').map((event) => event.value.entry))).toMatchObject({
      status: rows[0].status,
      onboardingStatus: rows[0].onboarding_status,
      sequence: rows[0].sequence,
      statusChangedAt: rows[0].status_changed_at.toISOString(),
    });
    expect(on('partner.events')).toEqual(
      entries.map((entry) => ({
        topic: 'oceafin.partner.events',
        type: `com.oceafin.partner.${entry.eventType}.v1`,
        id: entry.eventId,
        sequence: String(entry.sequence),
        partner: acme,
        value: entry.payload,
      })),
    );
    expect(on('customer.state').at(-1)?.value).toMatchObject({
      status: 'SUBMITTED',
      sequence: 2,
      updatedAt: entries[1]?.at,
    });
  });
});
