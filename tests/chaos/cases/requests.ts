import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { exampleBody } from '../../../tools/journey/bodies';
import type { ChaosCase } from './context';

export const postgresRestart: ChaosCase = {
  title: 'PostgreSQL restarts mid-request: every request is answered, one effect each',
  async run(context) {
    const submitting = await Promise.all(Array.from({ length: 8 }, () => context.customer()));
    const creations = Promise.all(Array.from({ length: 24 }, () => context.customer()));
    const submissions = Promise.all(submitting.map((steps) => steps.submit([])));
    await context.pause(150);
    await context.cluster.member('postgres').kill();
    await context.cluster.member('postgres').start();
    for (const steps of await creations) await steps.endIn('DRAFT');
    await submissions;
    for (const steps of submitting) await steps.endIn('MISSING_INFO_REQUIRED');
  },
};

export const sameNonce: ChaosCase = {
  title: 'the same nonce on two instances, on another app, and after a crash of all: refused',
  async run(context) {
    const nonce = randomUUID();
    const timestamp = new Date().toISOString();
    const me = { method: 'GET', path: '/me', nonce, timestamp };
    const codeAt = async (app: 'customer' | 'file', index: number): Promise<string> => {
      const path = app === 'file' ? `/files/${randomUUID()}` : '/me';
      const answer = await context.client(app, index).request({ ...me, path });
      return answer.status === 200 ? 'accepted' : answer.json<{ code: string }>().code;
    };
    assert.equal(await codeAt('customer', 0), 'accepted');
    const refused = async (): Promise<void> => {
      for (const [app, index] of [
        ['customer', 0],
        ['customer', 1],
        ['file', 0],
        ['file', 1],
      ] as const) {
        assert.equal(await codeAt(app, index), 'PARTNER_NONCE_REPLAYED', `${app} ${index + 1}`);
      }
    };
    await refused();
    const crashing = ['postgres', 'customer 1', 'customer 2', 'file 1', 'file 2'] as const;
    await Promise.all(crashing.map((name) => context.cluster.member(name).kill()));
    await Promise.all(crashing.map((name) => context.cluster.member(name).start()));
    await refused();
  },
};

export const concurrentSubmits: ChaosCase = {
  title: 'sixteen submits at once with one key: one submission, one answer',
  async run(context) {
    const steps = await context.customer();
    const { customerId } = steps.customer;
    const body = { ...exampleBody('kyc-submission', context.partner.clientId), supportingDocuments: [] };
    const request = {
      ...{ method: 'POST', path: `${steps.path}/onboarding`, body, idempotencyKey: `${customerId}:submit` },
    };
    const send = async (): Promise<string> => {
      for (;;) {
        const answer = await context.client().request(request);
        if (answer.status === 202) return answer.text;
        assert.equal(answer.json<{ code: string }>().code, 'PARTNER_IDEMPOTENCY_IN_FLIGHT', answer.text);
        await context.pause(100);
      }
    };
    const answers = new Set(await Promise.all(Array.from({ length: 16 }, send)));
    assert.equal(answers.size, 1, 'all got the same bytes');
    const { submissionId, round } = JSON.parse([...answers][0]!) as { submissionId: string; round: number };
    const stored = await context.query(
      'onboarding',
      'SELECT submission_id, round FROM submissions WHERE customer_id = $1',
      [customerId],
    );
    assert.deepEqual(stored, [{ submission_id: submissionId, round }]);
    steps.customer.submissions.push({ submissionId, round });
    await steps.endIn('MISSING_INFO_REQUIRED');
  },
};

export const clocksAnHourOff: ChaosCase = {
  title: 'clocks an hour off, either way: nothing changes',
  async run(context) {
    const { clocks } = context.cluster;
    assert.ok(clocks.canBeSet, 'this case needs libfaketime (Debian package faketime)');
    const skewed = { 'customer 1': 3_600, 'onboarding 1': -3_600, 'file 2': 3_600, 'onboarding 2': 3_600 };
    for (const [instance, seconds] of Object.entries(skewed)) clocks.set(instance, seconds);
    await context.pause(1_500);
    try {
      const me = { method: 'GET', path: '/me' };
      for (const index of [0, 1]) {
        const fresh = await context.client('customer', index).request(me);
        assert.equal(fresh.status, 200, `customer ${index + 1}: ${fresh.text}`);
        const timestamp = new Date(Date.now() - 3_600_000).toISOString();
        const old = await context.client('customer', index).request({ ...me, timestamp });
        assert.equal(old.json<{ code: string }>().code, 'PARTNER_SIGNATURE_EXPIRED');
      }
      const steps = await context.customer('missing_document');
      await steps.submit([await steps.upload('PASSPORT'), await steps.upload('PROOF_OF_ADDRESS')]);
      await steps.answerFor(await steps.settled());
      await steps.settled();
      await steps.endIn('APPROVED');
      const began = Date.now();
      await context.kill('customer');
      await context.start('customer');
      const next = await context.customer();
      await next.endIn('DRAFT');
      assert.ok(Date.now() - began < 60_000, 'leases of a clock that is ahead do not hold others up');
    } finally {
      for (const instance of Object.keys(skewed)) clocks.set(instance, 0);
    }
  },
};
