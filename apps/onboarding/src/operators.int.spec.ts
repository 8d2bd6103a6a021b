import { randomUUID } from 'node:crypto';
import {
  CustomerOperatorActed,
  type DocumentType,
  FileOperatorActed,
  type OperatorRole,
  type SandboxOutcome,
} from '@oceafin/contracts';
import { eventually } from '@oceafin/testing';
import { answersBody, day, type Json, kycBody } from '../test/bodies.spec';
import { caseIn, type OnboardingApp, onboardingApp, type TestPartner } from '../test/onboarding-app.spec';
import { newCase } from './domain';

const PEOPLE: Record<string, OperatorRole> = {
  rita: 'REVIEWER',
  sam: 'SENIOR_REVIEWER',
  sue: 'SENIOR_REVIEWER',
  carol: 'COMPLIANCE_OFFICER',
  audrey: 'AUDITOR',
};

describe('operators', () => {
  let app: OnboardingApp;
  let acme: TestPartner;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    app = await onboardingApp();
    acme = await app.partner('acme');
    for (const [name, role] of Object.entries(PEOPLE))
      tokens.set(name, await app.operators.token(name, role));
  });
  afterAll(() => app?.stop());

  const call = async (who: string, method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${app.baseUrl}/operator/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens.get(who)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  const submit = async (
    customerId: string,
    change: (body: Json) => void = () => undefined,
    addressUploadedAs: DocumentType = 'PROOF_OF_ADDRESS',
  ) => {
    const body = kycBody(acme.clientId, {
      identity: await app.newFile(acme, customerId, 'PASSPORT'),
      address: await app.newFile(acme, customerId, addressUploadedAs),
    });
    change(body);
    const answer = await acme.client.request({
      method: 'POST',
      path: `/customers/${customerId}/onboarding`,
      body,
    });
    expect(answer.status).toBe(202);
  };
  /** A case that rules left to people. */
  const referred = async (
    outcome: SandboxOutcome | null,
    change?: (body: Json) => void,
    addressUploadedAs?: DocumentType,
  ) => {
    const customerId = await app.newCustomer(acme, 'INDIVIDUAL', outcome);
    await submit(customerId, change, addressUploadedAs);
    for (;;) {
      const { body } = await call('rita', 'GET', `/cases?customerId=${customerId}`);
      const caseId = body.data[0].caseId;
      const seen = (await call('rita', 'GET', `/cases/${caseId}`)).body;
      if (seen.history.some((line: { type: string }) => line.type === 'CaseReferred'))
        return { customerId, caseId, seen };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const decide = (who: string, caseId: string, over: object) =>
    call(who, 'POST', `/cases/${caseId}/decisions`, { rationale: 'MARKER-rationale', ...over });

  it('shows the queue, exactly, oldest first, page by page', async () => {
    const { customerId, caseId } = await referred('review');
    await referred('review');
    const { status, body } = await call('audrey', 'GET', `/cases?customerId=${customerId}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        {
          caseId,
          customerId,
          partnerCustomerRef: `ref-${customerId}`,
          partnerId: acme.partnerId,
          customerType: 'INDIVIDUAL',
          status: 'PROCESSING',
          awaiting: 'OCEAFIN',
          round: 1,
          assignee: null,
          claimedUntil: null,
          openedAt: expect.any(String),
          updatedAt: expect.any(String),
        },
      ],
      nextCursor: null,
    });
    const first = (await call('rita', 'GET', '/cases?limit=1&status=PROCESSING')).body;
    const next = await call('rita', 'GET', `/cases?limit=1&status=PROCESSING&cursor=${first.nextCursor}`);
    expect(next.body.data[0].openedAt > first.data[0].openedAt).toBe(true);
    const forged = await call('rita', 'GET', `/cases?limit=1&cursor=${first.nextCursor}`);
    expect([forged.status, forged.body.code]).toEqual([400, 'OPERATOR_REQUEST_INVALID']);
    expect((await call('rita', 'GET', '/cases?nothing=1')).body.code).toBe('OPERATOR_REQUEST_INVALID');
    expect((await call('rita', 'GET', `/cases/${randomUUID()}`)).body.code).toBe(
      'OPERATOR_RESOURCE_NOT_FOUND',
    );
  });

  it('finds a case that nothing was submitted for where it is asked for', async () => {
    const customerId = await app.newCustomer(acme);
    const draft = {
      customerId,
      status: 'DRAFT',
      round: 0,
      awaiting: 'PARTNER',
      openedAt: expect.any(String),
    };
    const listed = async (query: string) => (await call('rita', 'GET', `/cases?${query}`)).body.data;
    const [{ caseId, openedAt }] = await eventually(async () => {
      const found = await listed(`customerId=${customerId}`);
      expect(found).toMatchObject([draft]);
      return found;
    });
    expect(await listed(`partnerCustomerRef=ref-${customerId}`)).toMatchObject([draft]);
    const ids = (cases: Json[]) => cases.map((one) => one.caseId);
    expect(ids(await listed('status=DRAFT&limit=100'))).toContain(caseId);
    expect(ids(await listed('limit=100'))).not.toContain(caseId);
    expect(ids(await listed('awaiting=PARTNER&limit=100'))).toContain(caseId);
    expect((await call('rita', 'GET', `/cases/${caseId}`)).body).toMatchObject({ ...draft, evidence: null });
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    const early = await decide('rita', caseId, { decision: 'APPROVE' });
    expect([early.status, early.body.code]).toEqual([409, 'OPERATOR_STATE_INVALID']);

    await submit(customerId);
    await caseIn('APPROVED', acme, customerId);
    const [submitted] = (await listed('limit=100')).filter((one: Json) => one.caseId === caseId);
    expect(submitted).toMatchObject({ status: 'APPROVED', round: 1, awaiting: null });
    expect(submitted.openedAt > openedAt).toBe(true);
  });

  it('lists what the previous version of the app opened and submitted', async () => {
    const [caseId, customerId] = [randomUUID(), randomUUID()];
    const identity = { caseId, customerId, partnerId: acme.partnerId, customerType: 'CORPORATE' } as const;
    await app.admin.query(
      `INSERT INTO customers (customer_id, partner_id, partner_customer_ref, customer_type, status, created_at)
       VALUES ($1, $2, $3, 'CORPORATE', 'DRAFT', now())`,
      [customerId, acme.partnerId, `ref-${customerId}`],
    );
    await app.admin.query(
      `INSERT INTO onboarding_cases
         (case_id, customer_id, partner_id, version, state, status, awaiting, updated_at)
       VALUES ($1, $2, $3, 0, $4, 'DRAFT', 'PARTNER', now())`,
      [caseId, customerId, acme.partnerId, newCase(identity)],
    );
    const listed = async (query: string) => (await call('rita', 'GET', `/cases?${query}`)).body.data;
    const shown = { ...identity, partnerCustomerRef: `ref-${customerId}`, openedAt: expect.any(String) };
    expect(await listed(`customerId=${customerId}`)).toMatchObject([{ ...shown, round: 0 }]);
    expect(await listed(`partnerCustomerRef=ref-${customerId}`)).toMatchObject([{ ...shown, round: 0 }]);
    await app.admin.query(
      `UPDATE onboarding_cases
          SET version = 1, state = $2, status = 'SUBMITTED', awaiting = 'OCEAFIN', updated_at = now(),
              opened_at = COALESCE(opened_at, now())
        WHERE case_id = $1`,
      [caseId, { ...newCase(identity), round: 1 }],
    );
    const queue = await listed('limit=100');
    expect(queue.find((one: Json) => one.caseId === caseId)).toMatchObject({ ...shown, round: 1 });
  });

  it('shows what a document was uploaded as beside what the submission declares, which counts', async () => {
    const { seen } = await referred('review', undefined, 'SELFIE');
    expect(seen.requirements).toEqual([]);
    expect(
      seen.documents.map((one: Json) => [one.pointer, one.documentType, one.uploadedAs, one.status]),
    ).toEqual([
      ['/supportingDocuments/0', 'PASSPORT', 'PASSPORT', 'AVAILABLE'],
      ['/supportingDocuments/1', 'PROOF_OF_ADDRESS', 'SELFIE', 'AVAILABLE'],
    ]);
  });

  it('needs a claim, takes one decision, and tells the partner nothing internal', async () => {
    const { customerId, caseId, seen } = await referred('review');
    expect(seen.evidence.submission.personalDetails.firstName).toBe('Jane');
    const beside = ['evidence', 'documents', 'checks', 'requirements', 'decisions', 'history'];
    expect(Object.keys(seen).slice(12)).toEqual(beside);
    expect((await decide('rita', caseId, { decision: 'APPROVE' })).status).toBe(409);
    const claimed = await call('rita', 'POST', `/cases/${caseId}/claim`);
    expect(claimed).toMatchObject({ status: 200, body: { assignee: 'rita' } });
    expect(Object.keys(claimed.body)).toHaveLength(12);
    expect((await call('sam', 'POST', `/cases/${caseId}/claim`)).status).toBe(409);
    expect((await decide('rita', caseId, { decision: 'REJECT', rationale: '' })).status).toBe(422);
    const rejection = { decision: 'REJECT', internalReasons: ['ADVERSE_MEDIA'] };
    const [one, two] = await Promise.all([
      decide('rita', caseId, rejection),
      decide('rita', caseId, rejection),
    ]);
    expect([one.status, two.status].sort()).toEqual([201, 409]);
    const applied = one.status === 201 ? one : two;
    expect(applied.body).toEqual({
      decisionId: expect.any(String),
      caseId,
      decision: 'REJECT',
      status: 'APPLIED',
      decidedBy: 'rita',
      decidedAt: expect.any(String),
    });
    const rejected = await caseIn('REJECTED', acme, customerId);
    expect(rejected.decision).toMatchObject({
      reasons: [{ code: 'ONBOARDING_DECLINED' }],
      retryability: 'RETRYABLE',
    });
    expect(JSON.stringify(rejected)).not.toMatch(/ADVERSE|MARKER/);
    const { rows } = await app.admin.query(`SELECT value FROM outbox_messages`);
    expect(JSON.stringify(rows)).not.toMatch(/ADVERSE|MARKER/);
  });

  it.each([
    ['an approval against a failed check', 'failed_check', { decision: 'APPROVE' }, 'APPROVED'],
    ['a FINAL rejection', 'review', { decision: 'REJECT', retryability: 'FINAL' }, 'REJECTED'],
  ] as const)('%s takes another senior reviewer', async (_what, outcome, decision, status) => {
    const { customerId, caseId } = await referred(outcome);
    await call('sam', 'POST', `/cases/${caseId}/claim`);
    const proposed = await decide('sam', caseId, decision);
    expect(proposed).toMatchObject({
      status: 201,
      body: { status: 'AWAITING_CONFIRMATION', decidedBy: 'sam' },
    });
    expect((await decide('sam', caseId, { decision: 'APPROVE' })).status).toBe(409);
    const { decisions } = (await call('sue', 'GET', `/cases/${caseId}`)).body;
    expect(decisions.at(-1)).toMatchObject({
      rationale: 'MARKER-rationale',
      status: 'AWAITING_CONFIRMATION',
    });
    const settle = (who: string, what: string, id = proposed.body.decisionId) =>
      call(who, 'POST', `/cases/${caseId}/decisions/${id}/${what}`);
    expect(await settle('sam', 'confirm')).toMatchObject({
      status: 403,
      body: { code: 'OPERATOR_ROLE_DENIED' },
    });
    expect((await settle('rita', 'confirm')).status).toBe(403);
    expect((await settle('sue', 'confirm', randomUUID())).status).toBe(404);
    expect((await settle('sue', 'refuse')).body.status).toBe('REFUSED');
    expect((await settle('sue', 'confirm')).body.code).toBe('OPERATOR_STATE_INVALID');
    const again = await decide('sam', caseId, decision);
    expect((await settle('sue', 'confirm', again.body.decisionId)).body.status).toBe('APPLIED');
    expect((await settle('sue', 'confirm', again.body.decisionId)).status).toBe(409);
    await caseIn(status, acme, customerId);
  });

  it('may decide as soon as a case is in PROCESSING: rules come first', async () => {
    const customerId = await app.newCustomer(acme, 'INDIVIDUAL', 'failed_check');
    await submit(customerId);
    await caseIn('PROCESSING', acme, customerId);
    const caseId = (await call('rita', 'GET', `/cases?customerId=${customerId}`)).body.data[0].caseId;
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    const decided = await decide('rita', caseId, { decision: 'APPROVE' });
    expect(decided).toMatchObject({ status: 201, body: { status: 'AWAITING_CONFIRMATION' } });
  });

  it('resolves a failed check once, which still takes two to approve against', async () => {
    const { caseId, seen } = await referred('failed_check');
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    const { checkId } = seen.checks.find((one: Json) => one.type === 'IDENTITY');
    const resolve = (id: string) =>
      call('rita', 'POST', `/cases/${caseId}/checks/${id}/resolve`, {
        disposition: 'FALSE_POSITIVE',
        rationale: 'Seen in person.',
      });
    expect(await resolve(checkId)).toMatchObject({ status: 200, body: { disposition: 'FALSE_POSITIVE' } });
    expect((await resolve(checkId)).status).toBe(409);
    expect((await resolve(randomUUID())).status).toBe(404);
    expect((await decide('rita', caseId, { decision: 'APPROVE' })).body.status).toBe('AWAITING_CONFIRMATION');
  });

  it('remembers that a hit is not the person, and sees the same person again', async () => {
    const listed = (body: Json) => {
      Object.assign(body.personalDetails, {
        ...{ firstName: 'Aurelio', middleName: 'Quintesa', lastName: 'Vhane' },
        dateOfBirth: '1979-05-06',
      });
    };
    const { caseId, customerId, seen } = await referred(null, listed);
    const hit = seen.checks.find((one: Json) => one.type === 'SCREENING');
    expect(hit).toMatchObject({ status: 'REFER', evidence: { hits: [{ entryId: 'FIC-0003' }] } });
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    const judged = { disposition: 'FALSE_POSITIVE', rationale: 'Born elsewhere.' };
    const resolved = await call('rita', 'POST', `/cases/${caseId}/checks/${hit.checkId}/resolve`, judged);
    expect(resolved).toMatchObject({ status: 200, body: { status: 'PASS' } });
    const again = await app.newCustomer(acme);
    await submit(again, (body) => {
      listed(body);
      body.personalDetails.firstName = 'AURÉLIO';
    });
    await caseIn('APPROVED', acme, again);
    const id = (await call('rita', 'GET', `/cases?customerId=${again}`)).body.data[0].caseId;
    const { checks } = (await call('rita', 'GET', `/cases/${id}`)).body;
    expect(checks.find((one: Json) => one.type === 'DUPLICATE')).toMatchObject({
      ...{ status: 'PASS', reasons: ['DUPLICATE_CUSTOMER'] },
      evidence: { customers: [customerId] },
    });
    const other = await referred(null, (body) => {
      listed(body);
      body.personalDetails.dateOfBirth = '1979-05-07';
    });
    expect(other.seen.checks.find((one: Json) => one.type === 'SCREENING').status).toBe('REFER');
  });

  it('an exposed person takes two as well', async () => {
    const { caseId } = await referred(null, (body) => {
      body.additionalPersonalDetails.politicalExposure = { status: 'PEP', position: 'Minister' };
    });
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    expect((await decide('rita', caseId, { decision: 'APPROVE' })).body.status).toBe('AWAITING_CONFIRMATION');
  });

  it('asks the partner, who answers', async () => {
    const { customerId, caseId } = await referred('review');
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    const ask = (...pointers: string[]) =>
      decide('rita', caseId, {
        decision: 'REQUEST_INFO',
        requirements: pointers.map((pointer) => ({
          ...{ code: 'FIELD_CLARIFICATION', pointer, detail: 'Which practice?' },
        })),
      });
    const occupation = '/additionalPersonalDetails/occupation';
    expect((await ask('/nothing/here', occupation, occupation)).body.errors).toMatchObject([
      { pointer: '/requirements/0/pointer', code: 'INVALID_VALUE' },
      { pointer: '/requirements/2/pointer', code: 'DUPLICATE' },
    ]);
    expect((await ask(occupation)).body.status).toBe('APPLIED');
    const missing = await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    expect(missing.requirements[0]).toMatchObject({ detail: 'Which practice?', status: 'OPEN' });
    const asOperator = (await call('sue', 'GET', `/cases/${caseId}`)).body.requirements[0];
    expect(asOperator.detail).toBe('Which practice?');
    const answers = [{ requirementId: missing.requirements[0].requirementId, value: 'Harbour practice' }];
    const answer = await acme.client.request({
      method: 'POST',
      path: `/customers/${customerId}/onboarding/additional-info`,
      body: answersBody(acme.clientId, answers),
    });
    expect(answer.json()).toMatchObject({ status: 'SUBMITTED', round: 2 });
    const tables = [
      'onboarding_cases',
      'case_events',
      'outbox_messages',
      'operator_audit',
      'notes',
      'answers',
    ];
    const stored = await Promise.all(
      tables.map((table) => app.admin.query(`SELECT t::text AS row FROM ${table} t`)),
    );
    expect(JSON.stringify(stored.map(({ rows }) => rows))).not.toMatch(/practice|MARKER|elsewhere/);
  });

  it('reopens a FINAL rejection with two people', async () => {
    const customerId = await app.newCustomer(acme, 'INDIVIDUAL', 'reject_final');
    await submit(customerId);
    await caseIn('REJECTED', acme, customerId);
    const caseId = (await call('rita', 'GET', `/cases?customerId=${customerId}`)).body.data[0].caseId;
    const proposed = await call('rita', 'POST', `/cases/${caseId}/reopen`, { rationale: 'New evidence.' });
    expect(proposed).toMatchObject({ status: 201, body: { status: 'AWAITING_CONFIRMATION' } });
    await call('sam', 'POST', `/cases/${caseId}/decisions/${proposed.body.decisionId}/confirm`);
    const { decision } = await caseIn('REJECTED', acme, customerId);
    expect(decision.retryability).toBe('RETRYABLE');
  });

  it('verifies again by a due date while the customer stays APPROVED, and at once', async () => {
    const customerId = await app.newCustomer(acme);
    await submit(customerId);
    await caseIn('APPROVED', acme, customerId);
    const caseId = (await call('sam', 'GET', `/cases?customerId=${customerId}`)).body.data[0].caseId;
    const reverify = (body: object, who = 'sam') => call(who, 'POST', `/cases/${caseId}/reverify`, body);
    expect((await reverify({}, 'rita')).status).toBe(403);
    expect((await reverify({ dueAt: '2020-01-01T00:00:00.000Z' })).status).toBe(422);
    const dueAt = new Date(Date.now() + 86_400_000).toISOString();
    expect((await reverify({ dueAt })).status).toBe(200);
    const open = await caseIn('APPROVED', acme, customerId);
    expect(open).toMatchObject({ awaiting: 'PARTNER', reverification: { dueAt, stage: 'AWAITING_PARTNER' } });
    const fileAssetId = await app.newFile(acme, customerId, 'PASSPORT');
    const value = { documentType: 'PASSPORT', fileAssetId, issuingCountry: 'SG', expiresOn: day(3_000) };
    const requirementId = open.requirements.find((one: Json) => one.status === 'OPEN').requirementId;
    const answer = await acme.client.request({
      method: 'POST',
      path: `/customers/${customerId}/onboarding/additional-info`,
      body: answersBody(acme.clientId, [{ requirementId, value }]),
    });
    expect(answer.json()).toMatchObject({ status: 'APPROVED', round: 2, openRequirements: 0 });
    for (;;) {
      const seen = await caseIn('APPROVED', acme, customerId);
      if (seen.reverification === null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await call('sam', 'POST', `/cases/${caseId}/reverify`)).status).toBe(200);
    await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
  });

  it('goes on asking when the due date of a re-verification has passed', async () => {
    const customerId = await app.newCustomer(acme);
    await submit(customerId);
    await caseIn('APPROVED', acme, customerId);
    const caseId = (await call('sam', 'GET', `/cases?customerId=${customerId}`)).body.data[0].caseId;
    // Less than a day: nobody is reminded of it.
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await call('sam', 'POST', `/cases/${caseId}/reverify`, { dueAt })).status).toBe(200);
    const past = JSON.stringify('2020-01-01T00:00:00.000Z');
    await app.admin.query(
      `UPDATE onboarding_cases
          SET state = jsonb_set(jsonb_set(state, '{reverification,dueAt}', $2), '{requirements,-1,dueAt}', $2)
        WHERE case_id = $1`,
      [caseId, past],
    );
    await app.admin.query(`UPDATE case_timers SET due_at = '2020-01-01' WHERE case_id = $1`, [caseId]);
    const overdue = await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    expect(overdue).toMatchObject({ awaiting: 'PARTNER', decision: { outcome: 'APPROVED' } });
    const open = overdue.requirements.filter((one: Json) => one.status === 'OPEN');
    expect(open).toMatchObject([{ code: 'REVERIFICATION', dueAt: null }]);
    const { rows } = await app.admin.query('SELECT kind FROM case_timers WHERE case_id = $1', [caseId]);
    expect(rows).toEqual([]);
  });

  it('opens to auditors what operators wrote, until the customer is erased', async () => {
    const { caseId, customerId } = await referred('review');
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    await decide('rita', caseId, { decision: 'APPROVE' });
    const decided = async () => {
      const { body } = await call('audrey', 'GET', `/audit?customerId=${customerId}&limit=100`);
      return body.data.find(({ action }: Json) => action === 'case.decide').detail;
    };
    expect(await decided()).toEqual({ decision: 'APPROVE', rationale: 'MARKER-rationale' });
    await app.admin.query('DELETE FROM customer_keys WHERE customer_id = $1', [customerId]);
    expect(await decided()).toEqual({ decision: 'APPROVE', rationale: null });
  });

  it('keeps every view and act in the audit log', async () => {
    const { caseId, customerId } = await referred('review');
    await call('rita', 'POST', `/cases/${caseId}/claim`);
    await call('rita', 'POST', `/cases/${caseId}/release`);
    expect((await call('rita', 'GET', '/audit')).status).toBe(403);
    const { body } = await call('audrey', 'GET', `/audit?customerId=${customerId}&limit=100`);
    expect(body.data.map((one: Json) => one.action)).toEqual(
      expect.arrayContaining(['cases.list', 'case.view', 'case.claim', 'case.release']),
    );
    for (const [where, contract, action] of [
      ['customer', CustomerOperatorActed, 'customer.suspend'],
      ['file', FileOperatorActed, 'file.view'],
    ] as const) {
      const { auditId, hash } = contract.golden;
      await app[where].raise(contract, customerId, { customerId });
      await eventually(async () => {
        const lines = (await call('audrey', 'GET', `/audit?customerId=${customerId}&limit=100`)).body.data;
        expect(lines).toContainEqual(
          expect.objectContaining({
            ...{ operator: 'carol', role: 'COMPLIANCE_OFFICER', action },
            detail: expect.objectContaining({ app: where, auditId, hash }),
          }),
        );
      });
    }
    expect(Object.keys(body.data[0])).toEqual([
      'auditId',
      'at',
      'operator',
      'role',
      'action',
      'caseId',
      'customerId',
      'detail',
      'hash',
    ]);
  });
});
