import { Controller, Logger } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventually, testKafka } from '@oceafin/testing';
import { connect, createServer, type Server } from 'node:net';
import { register } from 'prom-client';
import { DataSource } from 'typeorm';
import { deadLetterTopic, EventContext, type EventDefinition, Outbox } from '../src';
import { SchemaRegistry } from '../src/envelope/schema-registry';
import { CommitWatcher } from '../src/outbox/commit-watcher';
import { GROUP, MessagingFixture, OrderPlaced } from './fixture.spec';
import { compiledShop, ShopProcess } from './shop-process.spec';
import type { ShopOptions } from './shop.process';

const OrderState: EventDefinition = {
  ...OrderPlaced,
  type: 'com.example.OrderState.v1',
  topic: 'example.orders.state',
  compacted: true,
};
const contracts = [OrderPlaced, OrderState];
const PATIENCE = { timeoutMs: 45_000 };

@Controller()
class RecordOrders {
  @EventPattern<string>(OrderPlaced.type)
  async on(@Payload() { n }: { n: number }, @Ctx() { tx, key }: EventContext): Promise<void> {
    await tx.query('INSERT INTO effects (key, value) VALUES ($1, $2)', [key, n]);
  }
}

describe('processes that stop, and servers that are away', () => {
  let compiled: ReturnType<typeof compiledShop>;
  let fixture: MessagingFixture;
  let processes: ShopProcess[];
  let gate: BrokerGate | undefined;
  const outbox = new Outbox({ contracts } as never, new SchemaRegistry({ contracts }), new CommitWatcher());

  beforeAll(() => {
    compiled = compiledShop();
  });
  afterAll(() => compiled.remove());
  beforeEach(async () => {
    processes = [];
    fixture = await MessagingFixture.create();
    await fixture.createTopics([OrderState.topic], { 'cleanup.policy': 'compact' });
  });
  afterEach(async () => {
    Logger.overrideLogger(false);
    await Promise.all(processes.map((each) => each.kill()));
    await fixture.close();
    gate?.close();
    gate = undefined;
  });

  async function startProcess(options: Partial<ShopOptions> = {}): Promise<ShopProcess> {
    const started = await ShopProcess.start(compiled.script, {
      databaseUrl: fixture.database.workerUrl,
      messaging: {
        brokers: testKafka().brokers,
        clientId: 'example',
        topicPrefix: fixture.prefix,
        instanceId: 'stopped',
        contracts,
        relay: { sweepMs: 50, leaseMs: 2_000 },
        consumer: { sessionTimeoutMs: 6_000 },
      },
      ...options,
    });
    processes.push(started);
    return started;
  }

  const events = (key: string, ...numbers: number[]) =>
    numbers.flatMap((n) => contracts.map((contract) => ({ contract, key, data: { n } })));
  const count = async (sql: string): Promise<number> => (await fixture.db.query<{ n: number }[]>(sql))[0]!.n;
  const untilEmpty = () =>
    eventually(
      async () => expect(await count('SELECT count(*)::int AS n FROM outbox_messages')).toBe(0),
      PATIENCE,
    );

  it('keeps first occurrences in order and compacted topics current when a stopped relay wakes late', async () => {
    const late = await startProcess();
    const owned = `SELECT count(*)::int AS n FROM outbox_leases WHERE instance_id = 'stopped'`;
    await eventually(async () => expect(await count(owned)).toBe(17));
    // The relay is stopped while its reads wait for the lock: it wakes with rows in hand that others have published.
    const owner = await new DataSource({ type: 'postgres', url: fixture.database.ownerUrl }).initialize();
    await owner.transaction(async (tx) => {
      await tx.query('LOCK TABLE outbox_messages IN ACCESS EXCLUSIVE MODE');
      await outbox.append(tx, events('a', 1, 2, 3));
      const reading = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database()
                          AND wait_event_type = 'Lock' AND query LIKE '%CROSS JOIN LATERAL%'`;
      await eventually(async () => expect(await count(reading)).toBe(2));
      late.signal('SIGSTOP');
    });
    await fixture.start({ messaging: { contracts } });
    await untilEmpty();
    await owner.transaction((tx) => outbox.append(tx, events('a', 4, 5)));
    await untilEmpty();
    await owner.destroy();
    late.signal('SIGCONT');

    const versions = async (topic: string, least: number) =>
      (await fixture.published(topic, least)).map(({ headers }) => Number(headers['ce_keyversion']));
    const plain = await versions(OrderPlaced.topic, 8);
    expect([...new Set(plain)]).toEqual([1, 2, 3, 4, 5]);
    expect(plain.slice(-3)).toEqual([1, 2, 3]);
    await eventually(() => expect(late.output).toContain('relay waits'), PATIENCE);
    const compacted = await versions(OrderState.topic, 5);
    expect([...new Set(compacted)]).toEqual([1, 2, 3, 4, 5]);
    expect(compacted.at(-1)).toBe(5);
  });

  it('applies each event once and in order while a member is stopped for longer than its session', async () => {
    const stopped = await startProcess({ consume: { group: GROUP, contract: OrderPlaced } });
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
    const append = (...numbers: number[]) =>
      fixture.db.transaction((tx) =>
        outbox.append(
          tx,
          keys.flatMap((key) => numbers.map((n) => ({ contract: OrderPlaced, key, data: { n } }))),
        ),
      );
    await append(1, 2, 3, 4, 5);
    await eventually(async () => expect(await fixture.effects()).not.toEqual([]), PATIENCE);
    stopped.signal('SIGSTOP');
    await fixture.start({ controllers: [RecordOrders], messaging: { contracts } });
    await append(6, 7, 8);
    // The stopped member may be inside transactions; their keys wait for it, the others don't.
    const inHand = `SELECT count(DISTINCT key)::int AS n FROM effects WHERE value = 8`;
    await eventually(async () => expect(await count(inHand)).toBeGreaterThan(0), PATIENCE);
    stopped.signal('SIGCONT');
    await eventually(async () => expect(await fixture.effects()).toHaveLength(keys.length * 8), PATIENCE);
    for (const key of keys) {
      const values = (await fixture.effects())
        .filter((effect) => effect.key === key)
        .map(({ value }) => value);
      expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
    expect(await count('SELECT count(*)::int AS n FROM parked_keys')).toBe(0);
  });

  it('boots and takes events while the broker is away, says so, waits for topics, and catches up in order', async () => {
    gate = await brokerGate();
    const late = 'example.late.events';
    await fixture.start({
      controllers: [RecordOrders],
      topics: [OrderPlaced.topic, late],
      messaging: { brokers: [gate.address], contracts, relay: { sweepMs: 100, overdueMs: 500 } },
    });
    for (let n = 1; n <= 40; n += 1) {
      await fixture.db.transaction((tx) => outbox.append(tx, events(`k${n % 4}`, n)));
    }
    const overdue = async () =>
      (await register.getSingleMetric('messaging_outbox_overdue_messages')?.get())?.values[0]?.value;
    await eventually(async () => expect(await overdue()).toBe(80), PATIENCE);
    const warnings: unknown[] = [];
    const warn = (line: unknown): void => void warnings.push(line);
    Logger.overrideLogger({ warn, log: () => undefined, error: () => undefined });
    gate.open();
    const missing = {
      msg: 'consumer waits for the broker',
      error: expect.stringContaining('topic') as string,
    };
    await eventually(() => expect(warnings).toContainEqual(expect.objectContaining(missing)), PATIENCE);
    await fixture.createTopics([late, deadLetterTopic(late, GROUP)]);
    await eventually(async () => expect(await fixture.effects()).toHaveLength(40), PATIENCE);
    await untilEmpty();
    for (const key of ['k0', 'k1', 'k2', 'k3']) {
      const values = (await fixture.effects())
        .filter((effect) => effect.key === key)
        .map(({ value }) => value);
      expect(values).toEqual([...values].sort((one, other) => one - other));
    }
  });

  it('publishes a backlog that is larger than a broker takes at once', async () => {
    const note = 'x'.repeat(6_000);
    const Long = { ...OrderPlaced, type: 'com.example.OrderNoted.v1', schema: { type: 'object' } };
    const long = new Outbox(
      { contracts: [Long] } as never,
      new SchemaRegistry({ contracts: [Long] }),
      new CommitWatcher(),
    );
    await fixture.db.transaction((tx) =>
      long.append(
        tx,
        Array.from({ length: 500 }, (_, n) => ({ contract: Long, key: 'a', data: { n, note } })),
      ),
    );
    const huge = { contract: Long, key: 'a', data: { note: 'x'.repeat(1_000_000) } };
    await expect(fixture.db.transaction((tx) => long.append(tx, [huge]))).rejects.toThrow('larger than');
    await fixture.start();
    await untilEmpty();
    const versions = (await fixture.published(Long.topic, 500)).map(
      ({ headers }) => headers['ce_keyversion'],
    );
    expect([...new Set(versions)]).toEqual(Array.from({ length: 500 }, (_, index) => String(index + 1)));
  });
});

interface BrokerGate {
  readonly address: string;
  readonly open: () => void;
  readonly close: () => void;
}

/** The way to the broker, closed until it is opened. */
async function brokerGate(): Promise<BrokerGate> {
  const [host, port] = testKafka().brokers[0]!.split(':');
  let passing = false;
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (!passing) return void socket.destroy();
    const upstream = connect({ host, port: Number(port) });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as { port: number };
  return { address: `127.0.0.1:${own}`, open: () => (passing = true), close: () => void server.close() };
}
