import assert from 'node:assert/strict';
import { TOPICS } from '@oceafin/contracts';
import { eventually } from '@oceafin/testing';
import { runLoad } from '../load/load';
import { type CaseContext, type ChaosCase, slowly } from './context';
import { WithoutBroker } from './without-broker';

const outboxIsEmpty = (context: CaseContext): Promise<void> =>
  eventually(
    async () =>
      assert.deepEqual(await context.query('customer', 'SELECT topic, key FROM outbox_messages'), []),
    slowly,
  );

const versionsOf = async (context: CaseContext, key: string): Promise<number[]> =>
  (await context.onTopic(TOPICS.customer.name, key)).map(({ version }) => version);

export const killedBetweenCommitAndPublish: ChaosCase = {
  title: 'killed between commit and publish: published once it is back',
  async run(context) {
    context.refuseKafka(true);
    const { customerId } = await context.createdOnly();
    await context.kill('customer');
    const kept = await context.query('customer', 'SELECT 1 FROM outbox_messages WHERE key = $1', [
      customerId,
    ]);
    assert.equal(kept.length, 3, 'its three events wait in the outbox');
    context.refuseKafka(false);
    await context.start('customer');
    await outboxIsEmpty(context);
    assert.deepEqual(await versionsOf(context, customerId), [1]);
  },
};

export const killedBeforeMarkedPublished: ChaosCase = {
  title: 'killed after the broker had it and before it was marked: published again, applied once',
  async run(context) {
    context.refuseKafka(true);
    const { customerId } = await context.createdOnly();
    await context.withoutWritesTo('customer', 'outbox_messages', async () => {
      context.refuseKafka(false);
      await context.untilSomebodyWaitsForALock('customer');
      await eventually(async () => assert.ok((await versionsOf(context, customerId)).length > 0), slowly);
      await context.kill('customer');
      await context.endWaitingSessions('customer');
    });
    await context.start('customer');
    await outboxIsEmpty(context);
    const versions = await versionsOf(context, customerId);
    assert.ok(
      versions.length > 1 && versions.every((version) => version === 1),
      `versions ${versions.join()}`,
    );
    const cases = await context.query('onboarding', 'SELECT 1 FROM onboarding_cases WHERE customer_id = $1', [
      customerId,
    ]);
    assert.equal(cases.length, 1);
  },
};

export const brokerDown: ChaosCase = {
  title:
    'broker down at load: writes are acknowledged, what depends on them gets 503, nothing is stale, all catches up',
  async run(context) {
    const downMs = context.settings.brokerDownSeconds * 1_000;
    const { counts } = context.acknowledged;
    const load = runLoad(
      context.cluster.credentials,
      { seed: 3, durationMs: downMs + 15_000, travellers: 8, patienceMs: downMs + 120_000 },
      context.acknowledged,
    );
    const withoutBroker = await WithoutBroker.prepare(context);
    await context.pause(5_000);
    const kafka = context.cluster.member('kafka');
    await kafka.kill();
    const before = counts.acknowledged;
    const sizes = await context.memory();
    await Promise.all([context.pause(downMs), withoutBroker.judge()]);
    const grown = (await context.memory()) - sizes;
    const during = counts.acknowledged - before;
    await kafka.start();
    await load;
    await withoutBroker.judgeAfterwards();
    const megabytes = Math.round(grown / 1024 / 1024);
    context.notes.push(
      `${downMs / 1000} s without a broker: ${during} mutations acknowledged, memory of the apps changed by ${megabytes} MiB`,
    );
    assert.ok(during > 0, 'mutations were acknowledged while the broker was away');
    assert.ok(grown < 300 * 1024 * 1024, `memory of the apps grew by ${megabytes} MiB`);
    await outboxIsEmpty(context);
  },
};
