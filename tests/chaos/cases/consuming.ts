import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { FileReceived, TOPICS } from '@oceafin/contracts';
import { eventually } from '@oceafin/testing';
import { Kafka, logLevel } from 'kafkajs';
import { type CaseContext, type ChaosCase, slowly } from './context';

const kafkaOf = (context: CaseContext): Kafka =>
  new Kafka({ brokers: context.cluster.brokerAddresses, clientId: 'case', logLevel: logLevel.NOTHING });

/** How far onboarding has told the broker that it is with a partition of the customer topic. */
async function committed(context: CaseContext, partition: number): Promise<number> {
  const admin = kafkaOf(context).admin();
  await admin.connect();
  try {
    const topics = [TOPICS.customer.name];
    const [found] = await admin.fetchOffsets({ groupId: 'oceafin.onboarding.policies', topics });
    return Number(found?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
  } finally {
    await admin.disconnect();
  }
}

export const killedBeforeOffsetCommit: ChaosCase = {
  title: 'consumer dies between its commit and the offset: delivered again, dropped',
  async run(context) {
    let customerId = '';
    await context.withoutWritesTo('onboarding', 'onboarding_cases', async () => {
      ({ customerId } = await context.createdOnly());
      await context.untilSomebodyWaitsForALock('onboarding');
      // What is being handled will commit in the database; its offset can't reach the broker any more.
      context.refuseKafka(true);
    });
    const head = `SELECT version FROM inbox_heads WHERE topic = $1 AND key = $2`;
    await eventually(async () => {
      const rows = await context.query<{ version: string }>('onboarding', head, [
        TOPICS.customer.name,
        customerId,
      ]);
      assert.deepEqual(
        rows.map(({ version }) => Number(version)),
        [1],
      );
    }, slowly);
    await context.kill('onboarding');
    context.refuseKafka(false);
    const [record] = await context.onTopic(TOPICS.customer.name, customerId);
    assert.ok(
      (await committed(context, record!.partition)) <= record!.offset,
      'its offset was not committed',
    );
    await context.start('onboarding');
    await eventually(async () => {
      assert.ok((await committed(context, record!.partition)) > record!.offset, 'settled when it came again');
    }, slowly);
    const cases = await context.query('onboarding', 'SELECT 1 FROM onboarding_cases WHERE customer_id = $1', [
      customerId,
    ]);
    assert.equal(cases.length, 1);
  },
};

export const crossTopicDisorder: ChaosCase = {
  title: "a file's events arrive before the customer's creation: the same end",
  async run(context) {
    const steps = context.stepsOf(await context.createdOnly());
    const known = `SELECT 1 FROM customers WHERE customer_id = $1`;
    const customers: ChaosCustomers = await lateCustomer(context);
    const documents = [
      await customers.steps.upload('PASSPORT'),
      await customers.steps.upload('PROOF_OF_ADDRESS'),
    ];
    await eventually(async () => {
      const files = await context.query(
        'onboarding',
        `SELECT 1 FROM file_assets WHERE customer_id = $1 AND status = 'AVAILABLE'`,
        [customers.id],
      );
      assert.equal(files.length, 2);
    }, slowly);
    assert.deepEqual(
      await context.query('onboarding', known, [customers.id]),
      [],
      'onboarding knows its files first',
    );
    await customers.release();
    await customers.steps.submit(documents);
    await customers.steps.settled();
    await customers.steps.endIn('APPROVED');
    await steps.seeAnywhere();
  },
};

interface ChaosCustomers {
  readonly id: string;
  readonly steps: ReturnType<CaseContext['stepsOf']>;
  release(): Promise<void>;
}

/** A customer whose creation onboarding can't apply until it is released. */
async function lateCustomer(context: CaseContext): Promise<ChaosCustomers> {
  let release = (): void => undefined;
  let begun: (customer: ReturnType<CaseContext['stepsOf']>) => void;
  const customer = new Promise<ReturnType<CaseContext['stepsOf']>>((resolve) => (begun = resolve));
  const held = context.withoutWritesTo('onboarding', 'customers', async () => {
    begun(context.stepsOf(await context.createdOnly()));
    await new Promise<void>((resolve) => (release = resolve));
  });
  const steps = await customer;
  return {
    id: steps.customer.customerId,
    steps,
    release: () => {
      release();
      return held;
    },
  };
}

export const poisonMessage: ChaosCase = {
  title: 'a poison message: its key is parked in order, nobody else notices',
  async run(context) {
    const key = `poison-${randomUUID()}`;
    context.foreignKeys.add(key);
    const producer = kafkaOf(context).producer();
    await producer.connect();
    const wellFormed = {
      ...{
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: randomUUID(),
        ce_time: new Date().toISOString(),
      },
      ...{ ce_type: FileReceived.type, ce_source: FileReceived.source, ce_keyversion: '2' },
    };
    await producer.send({
      topic: TOPICS.file.name,
      messages: [
        { key, value: 'not an event' },
        { key, value: JSON.stringify(FileReceived.golden), headers: wellFormed },
      ],
    });
    await producer.disconnect();
    const steps = await context.customer();
    const documents = [await steps.upload('PASSPORT'), await steps.upload('PROOF_OF_ADDRESS')];
    await steps.submit(documents);
    await steps.settled();
    await steps.endIn('APPROVED');
    for (const app of ['customer', 'onboarding'] as const) {
      await eventually(async () => {
        const parked = await context.query<{ error_code: string }>(
          app,
          'SELECT error_code FROM parked_messages WHERE key = $1 ORDER BY "offset"',
          [key],
        );
        assert.deepEqual(
          parked.map((one) => one.error_code),
          ['MALFORMED_EVENT', 'BEHIND_PARKED'],
        );
      }, slowly);
    }
  },
};
