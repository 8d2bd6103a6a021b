import { randomUUID } from 'node:crypto';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import {
  FileAvailable,
  FileRejected,
  CustomerSuspended,
  CustomerReinstated,
  CustomerClosed,
} from '@oceafin/contracts';
import { eventually } from '@oceafin/testing';
import { ANSWERS } from './application/answer-schemas';
import { caseIn, type OnboardingApp, onboardingApp, type TestPartner } from '../test/onboarding-app.spec';
import { answersBody, day, type Json, kybBody, kycBody } from '../test/bodies.spec';

/** Arabic, Han, Cyrillic, Hebrew, Devanagari, four bytes, one letter, composed and combining accents, controls of direction. */
const NAMES = [
  ...['محمد عبد الله', '王小明', 'Дмитрий', 'שרה', 'प्रिया', '𠮷野', 'Ō', 'Nguyễn Thị'.normalize('NFC')],
  ...['Nguyễn Thị'.normalize('NFD'), '\u200fسارة\u200e', 'O’Brien-Núñez', '👩‍👧 Ada', 'x'.repeat(200)],
];
const LIMIT = 1024 * 1024;

const ajv = addFormats(new Ajv({ allErrors: true, strict: false }));

/** The answer's body, which must be exactly what the API document says. */
function fitting(name: keyof typeof ANSWERS, answer: { json(): Json }): Json {
  const body = answer.json();
  ajv.validate(ANSWERS[name], body);
  expect(ajv.errors ?? []).toEqual([]);
  return body;
}

describe('the onboarding of a customer', () => {
  let app: OnboardingApp;
  let acme: TestPartner;
  let globex: TestPartner;

  beforeAll(async () => {
    app = await onboardingApp();
    acme = await app.partner('acme');
    globex = await app.partner('globex');
  });
  afterAll(() => app?.stop());

  const path = (customerId: string, rest = '') => `/customers/${customerId}/onboarding${rest}`;
  const get = (customerId: string, rest = '', by = acme) =>
    by.client.request({ method: 'GET', path: path(customerId, rest) });
  const post = (customerId: string, rest: string, body?: unknown, idempotencyKey?: string) =>
    acme.client.request({ method: 'POST', path: path(customerId, rest), body, idempotencyKey });
  const withFiles = async (customerId: string, isScanned = true) =>
    kycBody(acme.clientId, {
      identity: await app.newFile(acme, customerId, 'PASSPORT', isScanned),
      address: await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS'),
    });

  const scanned = (customerId: string, fileAssetId: string) =>
    app.file.raise(FileAvailable, customerId, {
      ...{ fileAssetId, customerId, partnerId: acme.partnerId, documentType: 'PASSPORT' },
    });

  it('shows a case before any submission', async () => {
    const customerId = await app.newCustomer(acme);
    const answer = await get(customerId);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      customerId,
      status: 'DRAFT',
      round: 0,
      submissionId: null,
      submittedAt: null,
      awaiting: 'PARTNER',
      expectedDecisionAt: null,
      requirements: [],
      checks: [],
      decision: null,
      documents: [],
      reverification: null,
    });
    expect((await get(customerId, '', globex)).json().code).toBe('PARTNER_CUSTOMER_NOT_FOUND');
    expect((await get(randomUUID())).status).toBe(404);
  });

  it('takes a good submission to APPROVED and gives it back', async () => {
    const customerId = await app.newCustomer(acme);
    const body = await withFiles(customerId);
    const answer = await post(customerId, '', body);
    expect(answer.status).toBe(202);
    const accepted = answer.json();
    expect(Object.keys(accepted)).toEqual(['customerId', 'submissionId', 'status', 'round', 'submittedAt']);
    expect(accepted).toMatchObject({ customerId, status: 'SUBMITTED', round: 1 });
    const approved = await caseIn('APPROVED', acme, customerId);
    expect(approved.decision).toEqual({
      outcome: 'APPROVED',
      reasons: [],
      retryability: null,
      decidedAt: expect.any(String),
    });
    expect(approved.checks).toEqual([
      { type: 'COMPLETENESS', status: 'PASS' },
      { type: 'DOCUMENTS', status: 'PASS' },
      { type: 'IDENTITY', status: 'PASS' },
    ]);
    expect(approved.awaiting).toBeNull();
    const own = (await get(customerId, `/submissions/${accepted.submissionId}`)).json();
    expect(own.submission).toEqual(JSON.parse(JSON.stringify(body)));
    expect(own.evidenceDigest).toMatch(/^[0-9a-f]{64}$/);
    expect((await get(customerId, `/submissions/${randomUUID()}`)).json().code).toBe(
      'PARTNER_RESOURCE_NOT_FOUND',
    );
    expect((await post(customerId, '', body)).json().code).toBe('PARTNER_RESOURCE_STATE_INVALID');
  });

  it('takes a corporate customer to APPROVED', async () => {
    const customerId = await app.newCustomer(acme, 'CORPORATE');
    const body = await kybBody(acme.clientId, (type) => app.newFile(acme, customerId, type as 'OTHER'));
    expect((await post(customerId, '', body)).status).toBe(202);
    await caseIn('APPROVED', acme, customerId);
  });

  it('asks for what is missing, keeps the answer and approves', async () => {
    const customerId = await app.newCustomer(acme);
    const identity = await app.newFile(acme, customerId, 'PASSPORT');
    await post(customerId, '', kycBody(acme.clientId, { identity }));
    const missing = await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    expect(missing).toMatchObject({ awaiting: 'PARTNER', round: 1, decision: null });
    expect(missing.requirements).toHaveLength(1);
    const [requirement] = missing.requirements;
    expect(requirement).toMatchObject({
      code: 'DOCUMENT_REQUIRED',
      kind: 'DOCUMENT',
      severity: 'BLOCKING',
      status: 'OPEN',
      awaiting: 'PARTNER',
      history: [{ status: 'OPEN', by: 'OCEAFIN' }],
    });
    const fileAssetId = await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS');
    const value = { documentType: 'PROOF_OF_ADDRESS', fileAssetId, issuedOn: day(-20) };
    const good = answersBody(acme.clientId, [{ requirementId: requirement.requirementId, value }]);
    const unknownFile = { ...value, fileAssetId: randomUUID() };
    const bad = answersBody(acme.clientId, [
      { requirementId: requirement.requirementId, value: unknownFile },
      { requirementId: requirement.requirementId, value },
      { requirementId: randomUUID(), value },
    ]);
    const refused = await post(customerId, '/additional-info', bad);
    expect(refused.status).toBe(422);
    expect(refused.json().errors.map((one: Json) => [one.pointer, one.code])).toEqual(
      expect.arrayContaining([
        ['/answers/0/value/fileAssetId', 'FILE_NOT_FOUND'],
        ['/answers/1/requirementId', 'DUPLICATE'],
        ['/answers/2/requirementId', 'REQUIREMENT_NOT_OPEN'],
      ]),
    );
    const answered = await post(customerId, '/additional-info', good);
    expect(answered.status).toBe(202);
    expect(answered.json()).toEqual({
      customerId,
      submissionId: expect.any(String),
      status: 'SUBMITTED',
      round: 2,
      openRequirements: 0,
    });
    expect(answered.json().submissionId).not.toBe(missing.submissionId);
    const approved = await caseIn('APPROVED', acme, customerId);
    expect(approved.requirements[0]).toMatchObject({
      requirementId: requirement.requirementId,
      status: 'SATISFIED',
    });
    expect(approved.requirements[0].history.map((one: Json) => one.status)).toEqual([
      'OPEN',
      'ANSWERED',
      'SATISFIED',
    ]);
    expect(approved.documents).toHaveLength(2);
    expect((await post(customerId, '/additional-info', good)).json().errors[0].code).toBe(
      'REQUIREMENT_NOT_OPEN',
    );
  });

  it.each([
    ['missing_document', 'DOCUMENT_REQUIRED'],
    ['missing_data', 'FIELD_CLARIFICATION'],
  ] as const)('plays %s', async (outcome, code) => {
    const customerId = await app.newCustomer(acme, 'INDIVIDUAL', outcome);
    await post(customerId, '', await withFiles(customerId));
    const { requirements } = await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    expect(requirements.map((one: Json) => one.code)).toEqual([code]);
    const fileAssetId = await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS');
    const document = { documentType: 'PROOF_OF_ADDRESS', fileAssetId, issuedOn: day(-20) };
    const value = outcome === 'missing_document' ? document : 'Landscape architect';
    const answers = answersBody(acme.clientId, [{ requirementId: requirements[0].requirementId, value }]);
    expect((await post(customerId, '/additional-info', answers)).json()).toMatchObject({
      status: 'SUBMITTED',
    });
    await caseIn('APPROVED', acme, customerId);
  });

  it('plays reject_retryable, then approves', async () => {
    const customerId = await app.newCustomer(acme, 'INDIVIDUAL', 'reject_retryable');
    const body = await withFiles(customerId);
    await post(customerId, '', body);
    const { decision } = await caseIn('REJECTED', acme, customerId);
    expect(decision).toMatchObject({ outcome: 'REJECTED', retryability: 'RETRYABLE' });
    const waiting = await withFiles(customerId, false);
    expect((await post(customerId, '', waiting)).json()).toMatchObject({ status: 'SUBMITTED', round: 2 });
    expect((await get(customerId)).json().decision).toBeNull();
    await scanned(customerId, waiting.supportingDocuments[0].fileAssetId);
    await caseIn('APPROVED', acme, customerId);
  });

  it('plays reject_final and takes no more submissions', async () => {
    const customerId = await app.newCustomer(acme, 'INDIVIDUAL', 'reject_final');
    const body = await withFiles(customerId);
    await post(customerId, '', body);
    const { decision } = await caseIn('REJECTED', acme, customerId);
    expect(decision.retryability).toBe('FINAL');
    const refused = await post(customerId, '', body);
    expect(refused.status).toBe(409);
    expect(refused.json().detail).toBe("'submit' is not allowed in state REJECTED: the rejection is FINAL.");
  });

  it('waits for scans, and asks again for a file that was rejected', async () => {
    const customerId = await app.newCustomer(acme);
    const body = await withFiles(customerId, false);
    const fileAssetId = body.supportingDocuments[0].fileAssetId;
    await post(customerId, '', body);
    await caseIn('PROCESSING', acme, customerId);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await get(customerId)).json()).toMatchObject({ status: 'PROCESSING' });
    const over = { fileAssetId, customerId, partnerId: acme.partnerId, documentType: 'PASSPORT' };
    await app.file.raise(FileRejected, customerId, { ...over, reason: 'FILE_ENCRYPTED' });
    const missing = await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    expect(missing.requirements.map((one: Json) => one.code)).toContain('DOCUMENT_REJECTED');
    expect(missing.documents[0]).toMatchObject({ fileAssetId, status: 'REJECTED', reason: 'FILE_ENCRYPTED' });
    const again = await post(customerId, '', body);
    expect(again.json().errors).toEqual([
      { pointer: '/supportingDocuments/0/fileAssetId', code: 'FILE_REJECTED', detail: expect.any(String) },
    ]);
  });

  it('goes on as soon as the scan is done', async () => {
    const customerId = await app.newCustomer(acme);
    const body = await withFiles(customerId, false);
    const fileAssetId = body.supportingDocuments[0].fileAssetId;
    await post(customerId, '', body);
    await caseIn('PROCESSING', acme, customerId);
    await scanned(customerId, fileAssetId);
    await caseIn('APPROVED', acme, customerId);
  });

  it('withdraws back to where the round began', async () => {
    const customerId = await app.newCustomer(acme);
    // Nothing is decided before the scan, so the withdrawal is in time however slow this machine is.
    const body = await withFiles(customerId, false);
    const { submissionId } = (await post(customerId, '', body)).json();
    const withdrawn = await post(customerId, '/withdraw');
    expect(withdrawn.status).toBe(200);
    expect(withdrawn.json()).toEqual({ customerId, submissionId, status: 'DRAFT', round: 1 });
    expect((await post(customerId, '/withdraw')).status).toBe(409);
    expect((await post(customerId, '', body)).json()).toMatchObject({ round: 2 });
    await scanned(customerId, body.supportingDocuments[0].fileAssetId);
    await caseIn('APPROVED', acme, customerId);
  });

  it('lets one of two racing submissions win', async () => {
    const customerId = await app.newCustomer(acme);
    const body = await withFiles(customerId);
    const answers = await Promise.all([1, 2, 3].map(() => post(customerId, '', body)));
    expect(answers.map((one) => one.status).sort()).toEqual([202, 409, 409]);
  });

  it('judges a suspended customer behind the mask and stops at closure', async () => {
    const customerId = await app.newCustomer(acme);
    const body = await withFiles(customerId);
    await post(customerId, '', body);
    const over = { customerId, partnerId: acme.partnerId };
    const raise = async (contract: typeof CustomerSuspended) =>
      app.mark(acme.partnerId, customerId, 'customer', await app.customer.raise(contract, customerId, over));
    await raise(CustomerSuspended);
    expect((await get(customerId)).json()).toMatchObject({ status: 'SUSPENDED' });
    expect((await post(customerId, '/withdraw')).json().detail).toContain('SUSPENDED');
    await eventually(async () => {
      const sql = `SELECT state->>'stage' AS stage FROM onboarding_cases WHERE customer_id = $1`;
      expect((await app.admin.query(sql, [customerId])).rows).toEqual([{ stage: 'APPROVED' }]);
    });
    await raise(CustomerReinstated);
    expect((await get(customerId)).json()).toMatchObject({ status: 'APPROVED' });
    await raise(CustomerClosed);
    expect((await get(customerId)).json()).toMatchObject({ status: 'CLOSED', awaiting: null });
    expect((await post(customerId, '/preflight', body)).status).toBe(409);
  });

  it('tells a preflight everything and keeps nothing', async () => {
    const customerId = await app.newCustomer(acme);
    const identity = await app.newFile(acme, customerId, 'PASSPORT');
    const incomplete = await post(customerId, '/preflight', kycBody(acme.clientId, { identity }));
    expect(incomplete.status).toBe(200);
    expect(incomplete.json()).toMatchObject({
      ready: false,
      errors: [],
      requirements: [{ code: 'DOCUMENT_REQUIRED' }],
    });
    expect((await post(customerId, '/preflight', {})).json()).toMatchObject({
      ready: false,
      requirements: [],
    });
    expect((await post(customerId, '/preflight', await withFiles(customerId))).json()).toEqual({
      ready: true,
      requirements: [],
      errors: [],
    });
    expect((await get(customerId)).json()).toMatchObject({ status: 'DRAFT', round: 0 });
  });

  it('refuses what is wrong with a body, all at once', async () => {
    const customerId = await app.newCustomer(acme);
    const body = kycBody('someone_else', { identity: randomUUID(), address: randomUUID() });
    body.personalDetails.dateOfBirth = '2999-01-01';
    const refused = await post(customerId, '', body);
    expect(refused.status).toBe(422);
    expect(
      refused
        .json()
        .errors.map((one: Json) => one.code)
        .sort(),
    ).toEqual(['ATTESTATION_CLIENT_MISMATCH', 'DATE_IN_FUTURE', 'FILE_NOT_FOUND', 'FILE_NOT_FOUND']);
    const unknown = (await post(randomUUID(), '', body)).json();
    expect(unknown.errors.map((one: Json) => one.code)).toEqual([
      'DATE_IN_FUTURE',
      'ATTESTATION_CLIENT_MISMATCH',
    ]);
    expect((await post(randomUUID(), '', kycBody(acme.clientId, {}))).status).toBe(404);
    const empty = (await post(customerId, '', {})).json().errors.map((one: Json) => one.pointer);
    expect(empty).toEqual([
      '/personalDetails',
      '/additionalPersonalDetails',
      '/supportingDocuments',
      '/consentEvidence',
      '/partnerAttestation',
    ]);
    const strangers = kycBody(acme.clientId, { identity: randomUUID(), address: randomUUID() });
    expect((await post(customerId, '', strangers)).json().errors.map((one: Json) => one.pointer)).toEqual([
      '/supportingDocuments/0/fileAssetId',
      '/supportingDocuments/1/fileAssetId',
    ]);
    const corporate = await app.newCustomer(acme, 'CORPORATE');
    const mismatch = await post(corporate, '', strangers);
    expect(mismatch.json().errors.map((one: Json) => one.code)).toContain('CUSTOMER_TYPE_MISMATCH');
  });

  it('gives a submission back to the letter', async () => {
    const customerId = await app.newCustomer(acme);
    const sent = await withFiles(customerId);
    sent.personalDetails.firstName = '  Jane  ';
    sent.personalDetails.lastName = 'Ame\u0301lie \u202bאבג 𝄞';
    const body = { partnerAttestation: sent.partnerAttestation, ...sent };
    const { submissionId } = (await post(customerId, '', body)).json();
    const own = (await get(customerId, `/submissions/${submissionId}`)).json();
    expect(JSON.stringify(own.submission)).toBe(JSON.stringify(body));
  });

  it('refuses answers for all that is wrong with them, and any while the customer is suspended', async () => {
    const customerId = await app.newCustomer(acme, 'INDIVIDUAL', 'missing_document');
    await post(customerId, '', await withFiles(customerId));
    const [requirement] = (await caseIn('MISSING_INFO_REQUIRED', acme, customerId)).requirements;
    const value = { documentType: 'PROOF_OF_ADDRESS', fileAssetId: randomUUID() };
    const body = answersBody('someone_else', [
      { requirementId: randomUUID(), value: 'x' },
      { requirementId: requirement.requirementId.toUpperCase(), value },
    ]);
    const refused = (await post(customerId, '/additional-info', body)).json();
    expect(refused.errors.map((one: Json) => [one.pointer, one.code])).toEqual([
      ['/partnerAttestation/attestedByClientId', 'ATTESTATION_CLIENT_MISMATCH'],
      ['/answers/0/requirementId', 'REQUIREMENT_NOT_OPEN'],
      ['/answers/1/value/fileAssetId', 'FILE_NOT_FOUND'],
    ]);
    const version = await app.customer.raise(CustomerSuspended, customerId, {
      customerId,
      partnerId: acme.partnerId,
    });
    await app.mark(acme.partnerId, customerId, 'customer', version);
    const unknown = answersBody(acme.clientId, [{ requirementId: randomUUID(), value: 'x' }]);
    const suspended = await post(customerId, '/additional-info', unknown);
    expect([suspended.status, suspended.json().code]).toEqual([409, 'PARTNER_RESOURCE_STATE_INVALID']);
  });

  it('tells the schema', async () => {
    const ask = (query: string) => acme.client.request({ method: 'GET', path: `/onboarding/schema${query}` });
    const answer = (await ask('?customerType=INDIVIDUAL&country=SG')).json();
    expect(Object.keys(answer)).toEqual(['schema', 'requiredDocuments']);
    expect(answer.requiredDocuments.length).toBeGreaterThan(1);
    expect((await ask('')).status).toBe(400);
    expect((await ask('?customerType=ROBOT')).status).toBe(400);
  });

  it('answers exactly as the API document says, all along', async () => {
    const customerId = await app.newCustomer(acme);
    const read = async () => fitting('case', await get(customerId));
    await read();
    const identity = await app.newFile(acme, customerId, 'PASSPORT', false);
    const body = kycBody(acme.clientId, { identity });
    fitting('preflight', await post(customerId, '/preflight', body));
    const { submissionId } = fitting('submitted', await post(customerId, '', body));
    await read();
    fitting('withdrawn', await post(customerId, '/withdraw'));
    await read();
    fitting('submission', await get(customerId, `/submissions/${submissionId}`));
    await post(customerId, '', body);
    await scanned(customerId, identity);
    const { requirements } = await caseIn('MISSING_INFO_REQUIRED', acme, customerId);
    await read();
    const fileAssetId = await app.newFile(acme, customerId, 'PROOF_OF_ADDRESS');
    const value = { documentType: 'PROOF_OF_ADDRESS', fileAssetId, issuedOn: day(-20) };
    const answers = answersBody(acme.clientId, [{ requirementId: requirements[0].requirementId, value }]);
    fitting('answered', await post(customerId, '/additional-info', answers));
    await caseIn('APPROVED', acme, customerId);
    await read();
    const path = '/onboarding/schema?customerType=CORPORATE';
    fitting('schema', await acme.client.request({ method: 'GET', path }));
  });

  it('takes names of any script as they are, and 200 persons in a body as big as one may be', async () => {
    const customerId = await app.newCustomer(acme, 'CORPORATE');
    const body = await kybBody(acme.clientId, (type) => app.newFile(acme, customerId, type as 'OTHER'));
    const { relatedPersons } = body.additionalCorporationDetails;
    const [{ personalDetails, ...person }] = relatedPersons;
    const others = Array.from({ length: 200 - relatedPersons.length }, (_, index) => ({
      ...{ ...person, personRef: `p${index}`, roles: ['BENEFICIARY'], supportingDocuments: [] },
      ownershipPercent: undefined,
      personalDetails: { ...personalDetails, firstName: NAMES[index % NAMES.length], lastName: undefined },
    }));
    relatedPersons.push(...others);
    const [terms] = body.consentEvidence.consents;
    const size = () => Buffer.byteLength(JSON.stringify(body));
    const filler = { ...terms, type: 'DATA_SHARING', textSha256: undefined };
    while (size() < LIMIT - 100_300)
      body.consentEvidence.consents.push({ ...filler, text: 'x'.repeat(99_000) });
    body.consentEvidence.consents.push({ ...filler, text: 'x' });
    const last = body.consentEvidence.consents.at(-1);
    last.text = 'x'.repeat(LIMIT - size() + 1);
    expect(size()).toBe(LIMIT);
    const { submissionId } = (await post(customerId, '', body)).json();
    const { submission } = (await get(customerId, `/submissions/${submissionId}`)).json();
    expect(submission).toEqual(JSON.parse(JSON.stringify(body)));
    await caseIn('APPROVED', acme, customerId);
    last.text += 'x';
    expect((await post(customerId, '', body)).json().code).toBe('PARTNER_PAYLOAD_TOO_LARGE');
    last.text = 'x';
    relatedPersons.push({ ...others[0], personRef: 'one-more' });
    expect((await post(customerId, '/preflight', body)).json().errors).toEqual([
      expect.objectContaining({ pointer: '/additionalCorporationDetails/relatedPersons', code: 'TOO_LONG' }),
    ]);
  });

  it('keeps no personal data but encrypted', async () => {
    const { rows } = await app.admin.query(
      `SELECT (SELECT string_agg(state::text, '') FROM onboarding_cases) || (SELECT string_agg(event::text, '') FROM case_events) AS text`,
    );
    expect(rows[0].text).not.toMatch(/Jane|Marina View|K1234567E|example\.com/);
  });
});
