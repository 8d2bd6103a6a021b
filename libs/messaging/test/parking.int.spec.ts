import { Controller, type INestApplication } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventually } from '@oceafin/testing';
import { Client } from 'pg';
import { register } from 'prom-client';
import {
  deadLetterTopic,
  EventContext,
  MessagePermanentError,
  MessageTransientError,
  Outbox,
  ParkedMessages,
} from '../src';
import { GROUP, MessagingFixture, OrderPlaced } from './fixture.spec';

/** What the handler does with certain values of `n`; a fix is an entry taken away. */
const trouble = new Map<number, () => Promise<void>>();

@Controller()
class RecordOrders {
  @EventPattern<string>(OrderPlaced.type)
  async on(@Payload() { n }: { n: number }, @Ctx() context: EventContext): Promise<void> {
    await context.tx.query('INSERT INTO effects (key, value) VALUES ($1, $2)', [context.key, n]);
    await trouble.get(n)?.();
  }
}

const permanent = (code: string) => () => Promise.reject(new MessagePermanentError(code));
const PATIENCE = { timeoutMs: 45_000 };

describe('held keys', () => {
  let fixture: MessagingFixture;
  let app: INestApplication;
  let parked: ParkedMessages;
  const place = { consumer: GROUP, topic: OrderPlaced.topic, key: 'a' };

  beforeEach(async () => {
    trouble.clear();
    fixture = await MessagingFixture.create();
  });
  afterEach(() => fixture.close());

  async function start(consumer: object = {}, unknownTypes?: 'PARK' | 'SKIP'): Promise<void> {
    const settings = { attempts: 2, backoffMs: 10, sessionTimeoutMs: 6_000, drainSweepMs: 100, ...consumer };
    app = await fixture.start({
      controllers: [RecordOrders],
      unknownTypes,
      messaging: { consumer: settings },
    });
    parked = app.get(ParkedMessages);
  }

  const append = (key: string, ...numbers: number[]) =>
    fixture.db.transaction((tx) =>
      app.get(Outbox).append(
        tx,
        numbers.map((n) => ({ contract: OrderPlaced, key, data: { n } })),
      ),
    );
  const valuesOf = async (key: string) =>
    (await fixture.effects()).filter((effect) => effect.key === key).map(({ value }) => value);
  const untilValues = (key: string, values: number[]) =>
    eventually(async () => expect(await valuesOf(key)).toEqual(values), PATIENCE);
  const untilParked = (versions: number[]) =>
    eventually(async () => {
      const messages = await parked.messages(place);
      expect(messages.map(({ version }) => version)).toEqual(versions);
    }, PATIENCE);
  const key = async () => (await parked.list(place))[0];

  it('parks with everything needed to judge, replays in order once, while new messages queue behind', async () => {
    await start();
    trouble.set(2, permanent('POISON'));
    await append('a', 1, 2, 3);
    await append('b', 1);
    await untilParked([2, 3]);
    expect(await key()).toMatchObject({
      state: 'PARKED',
      errorCode: 'POISON',
      appliedVersion: 1,
      messages: 2,
    });
    await untilValues('b', [1]);

    const letters = await fixture.published(deadLetterTopic(OrderPlaced.topic, GROUP), 2);
    expect([...new Set(letters.map(({ value }) => String(value)))]).toEqual(['{"n":2}', '{"n":3}']);
    expect(letters[0]?.headers).toMatchObject({
      ce_type: OrderPlaced.type,
      ce_keyversion: '2',
      dlt_topic: OrderPlaced.topic,
      dlt_partition: expect.stringMatching(/^\d$/) as string,
      dlt_offset: '1',
      dlt_consumer: GROUP,
      dlt_error_class: 'MessagePermanentError',
      dlt_error_code: 'POISON',
    });

    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    trouble.set(2, () => held);
    expect(await parked.replay({ consumer: GROUP }, 'olga')).toEqual([place]);
    await append('a', 4, 5);
    await eventually(async () => expect((await key())?.state).toBe('REPLAYING'));
    await append('b', 20);
    await untilValues('b', [1, 20]);
    expect(await valuesOf('a')).toEqual([1]);
    release();
    await untilValues('a', [1, 2, 3, 4, 5]);
    await eventually(async () => expect(await parked.list()).toEqual([]));
    const acts = await parked.acts(place);
    expect(acts.every(({ actor }) => actor === 'olga')).toBe(true);
    expect(acts.slice(0, 3).map(({ action, version }) => [action, version])).toEqual([
      ['REPLAY_REQUESTED', null],
      ['REPLAYED', 2],
      ['REPLAYED', 3],
    ]);
  });

  it('parks again what fails again, and tells the new failure', async () => {
    await start();
    trouble.set(1, permanent('OLD_FAULT'));
    await append('a', 1, 2);
    await untilParked([1, 2]);
    trouble.set(1, permanent('NEW_FAULT'));
    await parked.replay({ ...place, errorCode: 'SOMETHING_ELSE' }, 'olga');
    expect((await key())?.state).toBe('PARKED');
    await parked.replay({ ...place, errorCode: 'OLD_FAULT' }, 'olga');
    await eventually(async () =>
      expect(await key()).toMatchObject({ state: 'PARKED', errorCode: 'NEW_FAULT' }),
    );
    expect(await valuesOf('a')).toEqual([]);
  });

  it('discards the first message only, for a reason, and says so in the audit', async () => {
    await start();
    trouble.set(1, permanent('POISON'));
    await append('a', 1, 2);
    await untilParked([1, 2]);
    const [first, second] = await parked.messages(place);
    const act = { actor: 'olga', reason: 'duplicate order' };
    await expect(parked.discard(place, { ...act, parkedId: first!.parkedId, reason: ' ' })).rejects.toThrow(
      'reason',
    );
    await expect(parked.discard(place, { ...act, parkedId: second!.parkedId })).rejects.toThrow(
      'not the first',
    );
    await parked.discard(place, { ...act, parkedId: first!.parkedId });
    expect(await parked.acts(place)).toMatchObject([
      { action: 'DISCARDED', version: 1, actor: 'olga', reason: 'duplicate order', errorCode: 'POISON' },
    ]);
    expect(await valuesOf('a')).toEqual([]);
    await parked.replay(place, 'olga');
    await untilValues('a', [2]);
  });

  it('waits at a gap, raises the alarm, and goes on by itself when the missing version comes', async () => {
    const gaps = async () =>
      (await register.getSingleMetric('messaging_gaps_total')?.get())?.values[0]?.value ?? 0;
    const before = await gaps();
    await start();
    await append('a', 1);
    await untilValues('a', [1]);
    await fixture.produce('a', 3, { n: 3 });
    await fixture.produce('a', 4, { n: 4 });
    await untilParked([3, 4]);
    expect((await key())?.state).toBe('WAITING');
    expect(await gaps()).toBe(before + 1);
    await fixture.produce('a', 2, { n: 2 });
    await untilValues('a', [1, 2, 3, 4]);
    await eventually(async () => expect(await parked.list()).toEqual([]));
  });

  it('gives up missing versions only when a person says so', async () => {
    await start();
    await fixture.produce('a', 3, { n: 3 });
    await untilParked([3]);
    await parked.giveUpMissing(place, { actor: 'olga', reason: 'lost with the old cluster' });
    await untilValues('a', [3]);
    expect(await parked.acts(place)).toMatchObject([{ action: 'MISSING_GIVEN_UP', version: 2 }]);
    await append('b', 1);
    await expect(
      parked.giveUpMissing({ ...place, key: 'b' }, { actor: 'olga', reason: 'x' }),
    ).rejects.toThrow();
  });

  it('tries again what fails in passing while other keys go on, and keeps its order', async () => {
    // More tries than there can be before it is mended, however slow the machine.
    await start({ attempts: 1_000_000, backoffMs: 20, maxBackoffMs: 40 });
    let failing = true;
    trouble.set(1, () => (failing ? Promise.reject(new MessageTransientError('LATER')) : Promise.resolve()));
    await append('a', 1, 2);
    await eventually(async () => expect((await key())?.state).toBe('RETRYING'), PATIENCE);
    await append('a', 3);
    for (let n = 1; n <= 3; n += 1) await append('b', 10 + n);
    await untilValues('b', [11, 12, 13]);
    expect(await valuesOf('a')).toEqual([]);
    failing = false;
    await untilValues('a', [1, 2, 3]);
    await eventually(async () => expect(await parked.list()).toEqual([]));
  });

  it('waits for a database that is away without using up tries', async () => {
    await start();
    await append('a', 1);
    await untilValues('a', [1]);
    const admin = new Client({ connectionString: fixture.database.adminUrl.replace(/[^/]+$/, 'postgres') });
    await admin.connect();
    let away: Promise<unknown> = Promise.resolve();
    const paused = async () =>
      (await register.getSingleMetric('messaging_consumer_paused')?.get())?.values[0]?.value;
    trouble.set(2, async () => {
      trouble.delete(2);
      await admin.query(`ALTER DATABASE ${fixture.database.name} ALLOW_CONNECTIONS false`);
      away = admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [
        fixture.database.name,
      ]);
      await away;
    });
    await fixture.produce('a', 2, { n: 2 });
    await eventually(async () => expect(await paused()).toBe(1), PATIENCE);
    await away;
    await admin.query(`ALTER DATABASE ${fixture.database.name} ALLOW_CONNECTIONS true`);
    await admin.end();
    await untilValues('a', [1, 2]);
    // Whatever else met the outage (the drain does too) has waited at the same gate and may be a moment later.
    await eventually(async () => expect(await paused()).toBe(0));
    expect(await parked.list()).toEqual([]);
  });

  it.each([
    ['PARK' as const, [], ['UNKNOWN_EVENT_TYPE', 'BEHIND_PARKED']],
    ['SKIP' as const, [2], []],
  ])('does with types that nobody declared what was chosen: %s', async (choice, values, codes) => {
    await start({}, choice);
    await fixture.produce('a', 1, { n: 1 }, { ce_type: 'com.example.OrderRenamed.v9' });
    await fixture.produce('a', 2, { n: 2 });
    await append('z', 1);
    await untilValues('z', [1]);
    await untilValues('a', values);
    await eventually(async () => {
      expect((await parked.messages(place)).map(({ errorCode }) => errorCode)).toEqual(codes);
    }, PATIENCE);
  });

  it('keeps bytes that nobody can read', async () => {
    await start();
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    await fixture.produce('a', null, bytes);
    await eventually(
      async () => expect(await key()).toMatchObject({ errorCode: 'MALFORMED_EVENT' }),
      PATIENCE,
    );
    const [letter] = await fixture.published(deadLetterTopic(OrderPlaced.topic, GROUP), 1);
    expect(letter?.value).toEqual(bytes);
    const [message] = await parked.messages(place);
    expect(message?.value).toEqual(bytes);
    await parked.discard(place, { parkedId: message!.parkedId, actor: 'olga', reason: 'no event' });
    await fixture.produce('a', 1, { n: 1 });
    await untilValues('a', [1]);
  });
});
