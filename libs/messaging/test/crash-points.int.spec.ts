import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventually, testKafka } from '@oceafin/testing';
import { EventContext, type EventDefinition, Outbox } from '../src';
import { MessagingMetrics } from '../src/metrics';
import { oldestRows } from '../src/outbox/outbox-rows';
import { FencedPublisher } from '../src/outbox/publisher';
import { FENCED_BUCKET, OUTBOX_BUCKETS } from '../src/schema';
import { KafkaConnection } from '../src/transport/kafka-connection';
import { GROUP, MessagingFixture, OrderPlaced } from './fixture.spec';

/** Handlers wait here until a test lets them go on. */
let gate: Promise<void> = Promise.resolve();
let arrived = 0;

@Controller()
class RecordOrdersSlowly {
  @EventPattern<string>(OrderPlaced.type)
  async on(@Payload() data: { n: number }, @Ctx() context: EventContext): Promise<void> {
    arrived += 1;
    await gate;
    await context.tx.query('INSERT INTO effects (key, value) VALUES ($1, $2)', [context.key, data.n]);
  }
}

const event = (key: string, n: number, contract = OrderPlaced) => ({ contract, key, data: { n } });

/** What a crash at an unlucky moment would leave behind. */
describe('crash points', () => {
  let fixture: MessagingFixture;
  beforeEach(async () => {
    fixture = await MessagingFixture.create();
    gate = Promise.resolve();
    arrived = 0;
  });
  afterEach(() => fixture.close());

  async function committedOffsets(): Promise<number> {
    const admin = testKafka().kafka.admin();
    await admin.connect();
    const groupId = fixture.prefix + GROUP;
    const [found] = await admin.fetchOffsets({ groupId, topics: [fixture.prefix + OrderPlaced.topic] });
    await admin.disconnect();
    return found!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  }

  async function members(): Promise<unknown[]> {
    const admin = testKafka().kafka.admin();
    await admin.connect();
    const { groups } = await admin.describeGroups([fixture.prefix + GROUP]);
    await admin.disconnect();
    return groups[0]!.members;
  }

  const total = async (metric: { get(): Promise<{ values: { value: number }[] }> }): Promise<number> =>
    (await metric.get()).values.reduce((sum, { value }) => sum + value, 0);

  it('commits no offset before the effect, and every offset after it', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const app = await fixture.start({ controllers: [RecordOrdersSlowly] });
    await fixture.db.transaction((tx) => app.get(Outbox).append(tx, [event('a', 1)]));
    await eventually(() => expect(arrived).toBe(1), { timeoutMs: 30_000 });
    expect(await committedOffsets()).toBe(0);
    open();
    await eventually(async () => expect(await committedOffsets()).toBe(1));
    expect(await fixture.effects()).toEqual([{ key: 'a', value: 1 }]);
  });

  it('finishes what is in hand when it closes, and leaves its group', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const relay = await fixture.start();
    await fixture.db.transaction((tx) => relay.get(Outbox).append(tx, [event('a', 1)]));
    await fixture.published(OrderPlaced.topic, 1);
    const app = await fixture.start({ controllers: [RecordOrdersSlowly] });
    await eventually(() => expect(arrived).toBe(1), { timeoutMs: 30_000 });
    const metrics = app.get(MessagingMetrics);
    expect(await total(metrics.lanesBusy)).toBe(1);
    await eventually(async () => expect(await total(metrics.lag)).toBe(1));
    let isClosed = false;
    const closed = app.close().then(() => (isClosed = true));
    // Closing takes a few round trips when nothing is in hand.
    for (let trips = 0; trips < 500 && !isClosed; trips += 1) await fixture.db.query('SELECT');
    expect(isClosed).toBe(false);
    open();
    await closed;
    expect(await fixture.effects()).toEqual([{ key: 'a', value: 1 }]);
    expect(await committedOffsets()).toBe(1);
    expect(await members()).toEqual([]);
    expect(await total(metrics.lanesBusy)).toBe(0);
  });

  it('tells how far it came when it closes with nothing in hand', async () => {
    const app = await fixture.start({ controllers: [RecordOrdersSlowly] });
    await fixture.db.transaction((tx) => app.get(Outbox).append(tx, [event('a', 1)]));
    await eventually(async () => expect(await fixture.effects()).toHaveLength(1), { timeoutMs: 30_000 });
    await app.close();
    expect(await committedOffsets()).toBe(1);
  });

  it('keeps a row until the broker has it', async () => {
    const nowhere: EventDefinition = { ...OrderPlaced, topic: 'example.nowhere.events' };
    const app = await fixture.start();
    await fixture.db.transaction((tx) => app.get(Outbox).append(tx, [event('a', 1, nowhere)]));
    await eventually(
      async () => {
        const { values } = await app.get(MessagingMetrics).publishFailures.get();
        expect(values[0]?.value).toBeGreaterThan(0);
      },
      { timeoutMs: 30_000 },
    );
    expect(await fixture.db.query('SELECT key FROM outbox_messages')).toEqual([{ key: 'a' }]);
  });

  it('finds rows of which nobody told it', async () => {
    await fixture.start();
    // One after the other: the first may still meet the look that every relay begins with.
    for (const key of ['a', 'b', 'c']) {
      await fixture.db.query(
        `INSERT INTO outbox_messages (bucket, topic, key, version, headers, value)
         VALUES (abs(hashtext($2)::bigint) % ${OUTBOX_BUCKETS}, $1, $2, 1, '{}', '{}')`,
        [OrderPlaced.topic, key],
      );
      await eventually(async () =>
        expect(await fixture.db.query('SELECT key FROM outbox_messages')).toEqual([]),
      );
    }
    const keys = (await fixture.published(OrderPlaced.topic, 3)).map(({ key }) => key);
    expect(new Set(keys)).toEqual(new Set(['a', 'b', 'c']));
  });

  it('is told of every commit, here and in other processes', async () => {
    const never = { relay: { sweepMs: 86_400_000, leaseMs: 86_400_000 } };
    const holder = await fixture.start({ messaging: never });
    const held = `SELECT count(*)::int AS n FROM outbox_leases WHERE instance_id IS NOT NULL`;
    await eventually(async () => expect(await fixture.db.query(held)).toEqual([{ n: OUTBOX_BUCKETS + 1 }]));
    const other = await fixture.start({ messaging: never });
    for (const [app, key] of [
      [holder, 'a'],
      [other, 'b'],
      [holder, 'c'],
    ] as const) {
      await fixture.db.transaction((tx) => app.get(Outbox).append(tx, [event(key, 1)]));
      await eventually(async () =>
        expect(await fixture.db.query('SELECT key FROM outbox_messages')).toEqual([]),
      );
    }
  });

  it('lets no late holder of the fenced bucket reach a compacted topic', async () => {
    const app = await fixture.start();
    const kafka = app.get(KafkaConnection);
    const position = `INSERT INTO outbox_messages (bucket, topic, key, version, headers, value)
                      VALUES ($1, $2, 'a', 1, '{}', '{}')`;
    await fixture.db.query(position, [FENCED_BUCKET + 1, OrderPlaced.topic]);
    const { rows } = await oldestRows(fixture.db, [FENCED_BUCKET + 1], 1);
    const [late, next] = [
      new FencedPublisher(kafka, fixture.prefix),
      new FencedPublisher(kafka, fixture.prefix),
    ];
    await late.prepare();
    await next.prepare();
    await next.publish(rows);
    await expect(late.publish(rows)).rejects.toThrow();
    await Promise.all([late.reset(), next.reset()]);
    expect(await fixture.published(OrderPlaced.topic, 1)).toHaveLength(1);
  });
});
