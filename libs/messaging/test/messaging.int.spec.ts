import { Controller, type INestApplication } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventually, testKafka } from '@oceafin/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { EventContext, InboxHeads, MessagePermanentError, Outbox } from '../src';
import { GROUP, MessagingFixture, OrderIgnored, OrderPlaced } from './fixture.spec';

interface OrderData {
  n: number;
  poison?: boolean;
}

@Controller()
class RecordOrders {
  @EventPattern<string>(OrderPlaced.type)
  async on(@Payload() data: OrderData, @Ctx() context: EventContext): Promise<void> {
    await context.tx.query('INSERT INTO effects (key, value) VALUES ($1, $2)', [context.key, data.n]);
    if (data.poison) throw new MessagePermanentError('POISON');
  }
}

@Controller()
class RecordOrdersSlowly extends RecordOrders {
  @EventPattern<string>(OrderPlaced.type)
  override async on(@Payload() data: OrderData, @Ctx() context: EventContext): Promise<void> {
    await super.on(data, context);
    await pause(800);
  }
}

const BY_JOINED = -1;

@Controller()
class RecordOrdersAsJoined extends RecordOrders {
  @EventPattern<string>(OrderPlaced.type)
  override async on(@Payload() _data: OrderData, @Ctx() context: EventContext): Promise<void> {
    await super.on({ n: BY_JOINED }, context);
  }
}

const event = (key: string, n: number, more: Partial<OrderData> = {}) => ({
  contract: OrderPlaced,
  key,
  data: { n, ...more },
});

describe('messaging', () => {
  let fixture: MessagingFixture;
  beforeEach(async () => {
    fixture = await MessagingFixture.create();
  });
  afterEach(() => fixture.close());

  const append = (app: INestApplication, events: ReturnType<typeof event>[]) =>
    fixture.db.transaction((tx) => app.get(Outbox).append(tx, events));

  const published = async (count: number) =>
    (await fixture.published(OrderPlaced.topic, count)).map(({ key, headers }) => ({
      key,
      version: Number(headers['ce_keyversion']),
    }));

  const untilPublished = () =>
    eventually(async () =>
      expect(await fixture.db.query('SELECT count(*)::int AS left FROM outbox_messages')).toEqual([
        { left: 0 },
      ]),
    );

  const parked = () =>
    fixture.db.query<{ key: string; version: string; error_code: string }[]>(
      'SELECT key, version, error_code FROM parked_messages ORDER BY parked_id',
    );

  it('publishes nothing of a transaction that rolled back, and numbers without a gap', async () => {
    const app = await fixture.start();
    const outbox = app.get(Outbox);
    await expect(
      fixture.db.transaction(async (tx) => {
        await outbox.append(tx, [event('a', 1)]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const appended = await append(app, [event('a', 2), event('b', 3), event('a', 4)]);
    expect(appended.map(({ key, version }) => [key, version])).toEqual([
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ]);
    const versions = (await published(3)).filter(({ key }) => key === 'a').map(({ version }) => version);
    expect([...new Set(versions)]).toEqual([1, 2]);
    await untilPublished();
  });

  it('refuses events outside a transaction and events that break their schema', async () => {
    const app = await fixture.start();
    await expect(app.get(Outbox).append(fixture.db.manager, [event('a', 1)])).rejects.toThrow(
      'inside a transaction',
    );
    await expect(append(app, [{ ...event('a', 1), data: { n: 'one' } as never }])).rejects.toThrow(
      'breaks its schema',
    );
  });

  it('keeps commit order per key with racing writers and two relays', async () => {
    const [first, second] = [await fixture.start(), await fixture.start()];
    const writers = 8;
    const rounds = 15;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let round = 0; round < rounds; round += 1) {
          await append(writer % 2 ? first : second, [
            event('hot', writer * 100 + round),
            event(`k${writer}`, round),
          ]);
        }
      }),
    );
    const seen = await published(writers * rounds * 2);
    for (const key of ['hot', ...Array.from({ length: writers }, (_, writer) => `k${writer}`)]) {
      const versions = seen.filter((entry) => entry.key === key).map((entry) => entry.version);
      const firsts = versions.filter((version, index) => versions.indexOf(version) === index);
      expect(firsts).toEqual(firsts.map((_, index) => index + 1));
      expect(firsts.length).toBe(key === 'hot' ? writers * rounds : rounds);
    }
  });

  it('publishes what was stored before others and committed after them', async () => {
    const app = await fixture.start();
    await fixture.db.transaction(async (tx) => {
      await app.get(Outbox).append(tx, [event('slow', 1)]);
      await append(app, [event('quick', 1)]);
      await eventually(async () =>
        expect(await fixture.db.query('SELECT key FROM outbox_messages')).toEqual([]),
      );
    });
    expect((await published(2)).map(({ key }) => key).sort()).toEqual(['quick', 'slow']);
  });

  it('applies each event once, though the broker has it twice and two instances consume', async () => {
    const app = await fixture.start({ controllers: [RecordOrders] });
    await fixture.start({ controllers: [RecordOrders] });
    for (let n = 1; n <= 10; n += 1) await append(app, [event('a', n), event('b', n)]);
    await append(app, [event('a', 11)]);
    await eventually(async () => expect(await fixture.effects()).toHaveLength(21));
    await fixture.produce('a', 11, { n: 11 });
    await append(app, [event('a', 12)]);
    await eventually(async () => expect((await fixture.effects()).at(-1)).toEqual({ key: 'a', value: 12 }));
    const values = (await fixture.effects()).filter(({ key }) => key === 'a').map(({ value }) => value);
    expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await parked()).toEqual([]);
  });

  it('is one member of its group, though the application starts all microservices', async () => {
    const app = await fixture.start({ controllers: [RecordOrders] });
    await app.startAllMicroservices();
    await append(app, [event('a', 1)]);
    await eventually(async () => expect(await fixture.effects()).toHaveLength(1));
    const admin = testKafka().kafka.admin();
    await admin.connect();
    const { groups } = await admin.describeGroups([fixture.prefix + GROUP]);
    await admin.disconnect();
    expect(groups[0]!.members).toHaveLength(1);
  });

  it('hands partitions over amid a batch, when another member joins', async () => {
    const messaging = { consumer: { sessionTimeoutMs: 80_000 } };
    const relay = await fixture.start();
    const keys = Array.from({ length: 24 }, (_, index) => `k${index}`);
    await append(
      relay,
      keys.flatMap((key) => Array.from({ length: 100 }, (_, n) => event(key, n))),
    );
    await untilPublished();
    await fixture.start({ controllers: [RecordOrdersSlowly], messaging });
    await eventually(async () => expect(await fixture.effects()).not.toEqual([]));
    await fixture.start({ controllers: [RecordOrdersAsJoined], messaging });
    // What the first member has in hand would take it 80 s, and as long would the group wait for a silent one.
    await eventually(
      async () => expect((await fixture.effects()).map(({ value }) => value)).toContain(BY_JOINED),
      { timeoutMs: 60_000 },
    );
  });

  it('parks a poisoned key with all that follows, undoes its effect, and lets the others pass', async () => {
    const app = await fixture.start({ controllers: [RecordOrders] });
    await append(app, [event('bad', 1), event('good', 1)]);
    await append(app, [event('bad', 2, { poison: true })]);
    await append(app, [event('bad', 3), event('good', 2)]);
    await eventually(async () => expect(await parked()).toHaveLength(2));
    expect(await parked()).toEqual([
      { key: 'bad', version: '2', error_code: 'POISON' },
      { key: 'bad', version: '3', error_code: 'BEHIND_PARKED' },
    ]);
    await eventually(async () => expect(await fixture.effects()).toHaveLength(3));
    expect(await fixture.effects()).toEqual(
      expect.arrayContaining([
        { key: 'bad', value: 1 },
        { key: 'good', value: 1 },
        { key: 'good', value: 2 },
      ]),
    );
  });

  it('applies a backlog several messages to a transaction, and takes apart what one of them fails', async () => {
    const app = await fixture.start();
    const keys = Array.from({ length: 40 }, (_, n) => `k${n}`);
    await append(
      app,
      [1, 2].flatMap((n) => keys.map((key) => event(key, n, { poison: key === 'k7' && n === 1 }))),
    );
    await untilPublished();
    await fixture.start({ controllers: [RecordOrders] });
    await eventually(async () => {
      expect(await fixture.effects()).toHaveLength(2 * keys.length - 2);
      expect(await parked()).toMatchObject([
        { key: 'k7', version: '1' },
        { key: 'k7', version: '2' },
      ]);
    });
    const effects = await fixture.effects();
    for (const key of keys.filter((one) => one !== 'k7')) {
      expect(effects.filter((effect) => effect.key === key).map(({ value }) => value)).toEqual([1, 2]);
    }
    const [commits] = await fixture.db.query<{ count: number }[]>(
      'SELECT count(DISTINCT xmin::text)::int AS count FROM effects',
    );
    expect(commits!.count).toBeLessThan(effects.length * 0.7);
  });

  it('never skips a missing version', async () => {
    const app = await fixture.start();
    await append(app, [event('a', 1)]);
    await published(1);
    const owner = new Client({ connectionString: fixture.database.ownerUrl });
    await owner.connect();
    await owner.query(`UPDATE outbox_heads SET version = 2 WHERE key = 'a'`);
    await owner.end();
    await append(app, [event('a', 3)]);
    await fixture.start({ controllers: [RecordOrders] });
    await eventually(async () =>
      expect(await parked()).toEqual([{ key: 'a', version: '3', error_code: 'VERSION_GAP' }]),
    );
    expect(await fixture.effects()).toEqual([{ key: 'a', value: 1 }]);
  });

  it('moves the head over event types that nobody subscribed to, and tells when it is reached', async () => {
    const app = await fixture.start({ controllers: [RecordOrders] });
    const wanted = { topic: OrderPlaced.topic, key: 'a', version: 2 };
    const heads = app.get(InboxHeads);
    expect(await heads.reached(GROUP, [wanted], 50)).toBe(false);
    await append(app, [{ ...event('a', 1), contract: OrderIgnored }, event('a', 2)]);
    expect(await heads.reached(GROUP, [wanted], 45_000)).toBe(true);
    expect(await fixture.effects()).toEqual([{ key: 'a', value: 2 }]);
  });

  it('fails the boot when a topic does not exist', async () => {
    await expect(fixture.start({ controllers: [RecordOrders], topics: ['no.such.topic'] })).rejects.toThrow(
      /topic/i,
    );
  });

  it('fails the boot when a subscribed event type has no schema', async () => {
    await expect(
      fixture.start({ controllers: [RecordOrders], messaging: { contracts: [OrderIgnored] } }),
    ).rejects.toThrow(OrderPlaced.type);
  });
});
