import { FileAvailable, FileRejected } from '@oceafin/contracts';
import { WORKER_DB, workerTransaction } from '@oceafin/platform';
import { eventually } from '@oceafin/testing';
import type { DataSource } from 'typeorm';
import { answersBody, type Json, kycBody } from '../../../test/bodies.spec';
import {
  caseIn,
  type OnboardingApp,
  onboardingApp,
  type TestPartner,
} from '../../../test/onboarding-app.spec';
import { foldOf } from '../../../test/fold.spec';
import { simulatedIdentityProvider } from '../../checks/identity.check';
import { StepTimers } from '../../ports/step-timers';
import { NextStep } from './next-step';

describe('the steps of processing', () => {
  let app: OnboardingApp;
  let acme: TestPartner;
  let nextStep: NextStep;

  beforeAll(async () => {
    app = await onboardingApp();
    acme = await app.partner('acme');
    nextStep = app.app.get(NextStep, { strict: false });
  });
  afterAll(() => app?.stop());

  const submitted = async (scanned = true): Promise<{ customerId: string; caseId: string }> => {
    const customerId = await app.newCustomer(acme);
    const body = kycBody(acme.clientId, {
      identity: await app.newFile(acme, customerId, 'PASSPORT'),
      address: await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS', scanned),
    });
    const path = `/customers/${customerId}/onboarding`;
    expect((await acme.client.request({ method: 'POST', path, body })).status).toBe(202);
    const sql = 'SELECT case_id FROM onboarding_cases WHERE customer_id = $1';
    const { rows } = await app.admin.query(sql, [customerId]);
    return { customerId, caseId: rows[0].case_id };
  };
  const told = async (caseId: string): Promise<string[]> => {
    const sql = `SELECT event->>'type' AS type FROM case_events WHERE case_id = $1 ORDER BY version`;
    const { rows } = await app.admin.query<{ type: string }>(sql, [caseId]);
    return rows.map((row) => row.type);
  };
  const openIn = (seen: Json): Json[] => seen.requirements.filter((one: Json) => one.status === 'OPEN');
  const count = (types: string[], type: string) => types.filter((one) => one === type).length;

  it('happen once, however often and by however many they are begun', async () => {
    const { customerId, caseId } = await submitted();
    let done = false;
    const insist = async (): Promise<void> => {
      while (!done) await nextStep.of(caseId, 'STEP');
    };
    const insisting = Promise.all([1, 2, 3, 4].map(insist));
    try {
      await caseIn('APPROVED', acme, customerId);
    } finally {
      done = true;
    }
    await insisting;
    await Promise.all([1, 2, 3].map(() => nextStep.of(caseId, 'STEP')));
    const types = await told(caseId);
    expect([types[0], types[1], types.at(-1)]).toEqual([
      'CustomerSubmitted',
      'ProcessingStarted',
      'CustomerApproved',
    ]);
    expect(count(types, 'ProcessingStarted')).toBe(1);
    expect(count(types, 'CustomerApproved')).toBe(1);
    expect(new Set(types.filter((type) => type === 'CheckCompleted')).size).toBe(1);
  });

  it('go on on another instance when one dies with a step in hand', async () => {
    const { customerId, caseId } = await submitted();
    // What a killed taker leaves behind: the timer moved by its lease, the step not done.
    await app.admin.query(
      `UPDATE case_timers SET attempts = 1, due_at = clock_timestamp() + interval '400 milliseconds' WHERE case_id = $1`,
      [caseId],
    );
    await caseIn('APPROVED', acme, customerId);
    const { rows } = await app.admin.query('SELECT kind FROM case_timers WHERE case_id = $1', [caseId]);
    expect(rows).toEqual([{ kind: 'EXPIRY' }]);
  });

  it('are not put off by what was read before a nudge', async () => {
    const { caseId, customerId } = await submitted(false);
    const timers = app.app.get(StepTimers, { strict: false });
    const db = app.app.get<DataSource>(WORKER_DB, { strict: false });
    const due = await workerTransaction(db, async (tx) => {
      const taken = `UPDATE case_timers SET due_at = clock_timestamp() + interval '10 seconds' WHERE case_id = $1`;
      await tx.query(taken, [caseId]);
      await timers.nudge(tx, customerId);
      await timers.postpone(tx, caseId, new Date(Date.now() + 60_000).toISOString());
      const sql = `SELECT due_at <= clock_timestamp() AS due FROM case_timers WHERE case_id = $1 AND kind = 'STEP'`;
      return tx.query<{ due: boolean }[]>(sql, [caseId]);
    });
    expect(due).toEqual([{ due: true }]);
  });

  it('wait for a check that can not answer, and make it again', async () => {
    const outage = jest.spyOn(simulatedIdentityProvider, 'verify').mockRejectedValueOnce(new Error('away'));
    try {
      const { customerId, caseId } = await submitted();
      const identity = (status: string) => expect.arrayContaining([{ type: 'IDENTITY', status }]);
      await eventually(async () => {
        const seen = await caseIn('PROCESSING', acme, customerId);
        expect(seen).toMatchObject({ awaiting: 'OCEAFIN', checks: identity('UNAVAILABLE'), decision: null });
      });
      const again = `UPDATE case_timers SET due_at = clock_timestamp()
                      WHERE case_id = $1 AND kind = 'STEP' AND due_at > clock_timestamp()`;
      expect((await app.admin.query(again, [caseId])).rowCount).toBe(1);
      const approved = await caseIn('APPROVED', acme, customerId);
      expect(approved.checks).toEqual(identity('PASS'));
      expect(outage).toHaveBeenCalledTimes(2);
    } finally {
      outage.mockRestore();
    }
  });

  it('take the processing time at least', async () => {
    const { caseId, customerId } = await submitted();
    await caseIn('APPROVED', acme, customerId);
    const sql = `SELECT event->>'type' AS type, event->>'at' AS at FROM case_events WHERE case_id = $1`;
    const { rows } = await app.admin.query<{ type: string; at: string }>(sql, [caseId]);
    const at = (type: string): number => Date.parse(rows.find((row) => row.type === type)!.at);
    const took = at('CustomerApproved') - at('ProcessingStarted');
    expect(took).toBeGreaterThanOrEqual(300);
  });

  it('remind and then reject by themselves when the partner lets its time pass', async () => {
    const customerId = await app.newCustomer(acme);
    const identity = await app.newFile(acme, customerId, 'PASSPORT');
    const path = `/customers/${customerId}/onboarding`;
    await acme.client.request({ method: 'POST', path, body: kycBody(acme.clientId, { identity }) });
    await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    const past = '2020-01-01T00:00:00.000Z';
    const asIf = async (at: string, value: string, timer: 'REMIND' | 'DUE'): Promise<string> => {
      const { rows } = await app.admin.query<{ case_id: string }>(
        `UPDATE onboarding_cases SET state = jsonb_set(state, $2, to_jsonb($3::text)) WHERE customer_id = $1 RETURNING case_id`,
        [customerId, at, value],
      );
      const { case_id: caseId } = rows[0]!;
      const due = 'UPDATE case_timers SET due_at = $2 WHERE case_id = $1 AND kind = $3';
      await app.admin.query(due, [caseId, past, timer]);
      return caseId;
    };
    await asIf('{requirements,0,history,0,at}', past, 'REMIND');
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const caseId = await asIf('{requirements,0,dueAt}', soon, 'REMIND');
    await eventually(async () => expect(count(await told(caseId), 'RequirementsReminded')).toBe(1));
    await asIf('{requirements,0,dueAt}', past, 'DUE');
    const { decision } = await caseIn('REJECTED', acme, customerId);
    expect(decision).toMatchObject({
      reasons: [{ code: 'INFORMATION_NOT_PROVIDED' }],
      retryability: 'RETRYABLE',
    });
  });

  it('ask for another document before the one that is there expires', async () => {
    const customerId = await app.newCustomer(acme);
    const body = kycBody(acme.clientId, {
      identity: await app.newFile(acme, customerId, 'PASSPORT'),
      address: await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS'),
    });
    const expiresOn = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    body.supportingDocuments[0].expiresOn = expiresOn;
    await acme.client.request({ method: 'POST', path: `/customers/${customerId}/onboarding`, body });
    await eventually(async () => {
      const seen = await caseIn('APPROVED', acme, customerId);
      expect(seen.reverification).toMatchObject({
        dueAt: `${expiresOn}T23:59:59.999Z`,
        stage: 'AWAITING_PARTNER',
      });
      expect(openIn(seen)).toMatchObject([{ code: 'REVERIFICATION', pointer: '/supportingDocuments' }]);
    });
    const answerWith = async (value: Json): Promise<void> => {
      const [{ requirementId }] = openIn(await caseIn('APPROVED', acme, customerId));
      const info = answersBody(acme.clientId, [{ requirementId, value }]);
      const path = `/customers/${customerId}/onboarding/additional-info`;
      expect((await acme.client.request({ method: 'POST', path, body: info })).status).toBe(202);
    };
    const passport = body.supportingDocuments[0];
    const fileAssetId = await app.newFile(acme, customerId, 'PASSPORT');

    await answerWith({ ...passport, fileAssetId, expiresOn: '2020-01-01' });
    const dueAt = `${expiresOn}T23:59:59.999Z`;
    await eventually(async () => {
      const seen = await caseIn('APPROVED', acme, customerId);
      expect(seen).toMatchObject({ round: 2, reverification: { dueAt, stage: 'AWAITING_PARTNER' } });
      const asked = { code: 'DOCUMENT_EXPIRED', pointer: '/supportingDocuments/2', dueAt };
      expect(openIn(seen)).toMatchObject([asked]);
    });

    await answerWith({ ...passport, fileAssetId, expiresOn: '2040-01-01' });
    await eventually(async () => {
      const seen = await caseIn('APPROVED', acme, customerId);
      expect(seen).toMatchObject({ round: 3, reverification: null, decision: { outcome: 'APPROVED' } });
    });
  });

  it('ask for another document before the last expires whose file was not rejected', async () => {
    const customerId = await app.newCustomer(acme);
    const body = kycBody(acme.clientId, {
      identity: await app.newFile(acme, customerId, 'PASSPORT'),
      address: await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS'),
    });
    const expiresOn = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const fileAssetId = await app.newFile(acme, customerId, 'NATIONAL_ID', false);
    body.supportingDocuments[0].expiresOn = expiresOn;
    body.supportingDocuments.push({ documentType: 'NATIONAL_ID', fileAssetId, expiresOn: '2040-01-01' });
    await acme.client.request({ method: 'POST', path: `/customers/${customerId}/onboarding`, body });
    const { partnerId } = acme;
    const told = { fileAssetId, customerId, partnerId, documentType: 'NATIONAL_ID' };
    await app.file.raise(FileRejected, customerId, { ...told, reason: 'FILE_CORRUPT' });
    await eventually(async () => {
      const seen = await caseIn('APPROVED', acme, customerId);
      expect(seen.reverification).toMatchObject({ dueAt: `${expiresOn}T23:59:59.999Z` });
      expect(openIn(seen)).toMatchObject([{ code: 'REVERIFICATION', pointer: '/supportingDocuments' }]);
    });
  });

  it('ask for another attestation where a file is not what was attested', async () => {
    const customerId = await app.newCustomer(acme);
    const identity = await app.newFile(acme, customerId, 'PASSPORT', false);
    const address = await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS');
    const body = kycBody(acme.clientId, { identity, address });
    const path = `/customers/${customerId}/onboarding`;
    await acme.client.request({ method: 'POST', path, body });
    const sql = 'UPDATE file_assets SET sha256 = $2 WHERE file_asset_id = $1';
    await app.admin.query(sql, [identity, 'f'.repeat(64)]);
    const { partnerId } = acme;
    const told = { fileAssetId: identity, customerId, partnerId, documentType: 'PASSPORT' };
    await app.file.raise(FileAvailable, customerId, told);
    const { requirements } = await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    expect(requirements).toMatchObject([{ code: 'ATTESTATION_REQUIRED', kind: 'ATTESTATION' }]);
    const { requirementId } = requirements[0];
    const info = answersBody(acme.clientId, [{ requirementId, value: body.partnerAttestation }]);
    await acme.client.request({ method: 'POST', path: `${path}/additional-info`, body: info });
    await caseIn('APPROVED', acme, customerId);
  });

  it('follow the history: the stored state is the fold of the stored events', async () => {
    const { rows } = await app.admin.query(
      `SELECT c.case_id, c.state, array_agg(e.event ORDER BY e.version) AS events
         FROM onboarding_cases c JOIN case_events e USING (case_id)
        WHERE c.status = 'APPROVED' GROUP BY c.case_id`,
    );
    expect(rows.length).toBeGreaterThan(2);
    for (const { state, events } of rows) expect(foldOf(state, events)).toEqual(state);
  });
});
