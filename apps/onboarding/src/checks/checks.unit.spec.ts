import kyb from '../forms/examples/kyb-submission.json';
import kyc from '../forms/examples/kyc-submission.json';
import { documentsOf, type SubmissionForm } from '../forms';
import { rulesAt, type DocumentFiles } from '../rules';
import { withValueAt } from '../rules/json-place';
import {
  checksFor,
  faultInScreeningList,
  runChecks,
  sourcesFor,
  type Check,
  type CheckInput,
  type CheckResult,
  type CheckType,
  type Mode,
} from '.';

const now = new Date('2026-06-28T12:00:00Z');
const rules = rulesAt(now);
const KYC = kyc as SubmissionForm;
const KYB = kyb as SubmissionForm;
const PERSONS = '/additionalCorporationDetails/relatedPersons';

type Status = 'AVAILABLE' | 'PENDING_SCAN' | 'REJECTED';
const filesOf = (form: SubmissionForm, status: Status = 'AVAILABLE'): DocumentFiles =>
  new Map(documentsOf(form).map(({ document }) => [document.fileAssetId, { status }]));
const inputOf = (form: SubmissionForm, more: Partial<CheckInput> = {}): CheckInput => ({
  form,
  files: filesOf(form),
  rules,
  now,
  ...more,
});
const set = (form: SubmissionForm, at: string, value: unknown) => withValueAt(form, at, value);

async function check(type: CheckType, input: CheckInput, mode: Mode = 'sandbox'): Promise<CheckResult> {
  const found = (await runChecks(checksFor(mode), input)).find((one) => one.type === type);
  if (!found) throw new Error(`no ${type}`);
  return found;
}

test('everything passes for the examples, under the rules of a version', async () => {
  for (const form of [KYC, KYB]) {
    const results = await runChecks(checksFor('sandbox'), inputOf(form));
    expect(results.map((one) => one.verdict)).toEqual(results.map(() => 'PASS'));
    for (const { evidence } of results) expect(evidence.rulesVersion).toBe(rules.version);
  }
});

test('COMPLETENESS fails with what is missing, DOCUMENTS with what can not be used', async () => {
  const bare = set(KYC, '/supportingDocuments', []);
  expect(await check('COMPLETENESS', inputOf(bare))).toMatchObject({
    verdict: 'FAIL',
    reasons: ['DOCUMENT_REQUIRED'],
  });
  expect(await check('DOCUMENTS', inputOf(bare))).toMatchObject({ verdict: 'PASS' });
  const expired = set(KYC, '/supportingDocuments/0/expiresOn', '2020-01-01');
  expect(await check('DOCUMENTS', inputOf(expired))).toMatchObject({
    ...{ verdict: 'FAIL', reasons: ['DOCUMENT_EXPIRED'] },
    evidence: { pointers: ['/supportingDocuments/0'] },
  });
  expect(await check('COMPLETENESS', inputOf(expired))).toMatchObject({ verdict: 'PASS' });
  expect(await check('DOCUMENTS', inputOf(KYC, { files: filesOf(KYC, 'REJECTED') }))).toMatchObject({
    reasons: ['DOCUMENT_REJECTED'],
  });
});

test.each([[filesOf(KYC, 'PENDING_SCAN')], [new Map()]])(
  'DOCUMENTS that nobody scanned are not clean',
  async (files) => {
    expect(await check('DOCUMENTS', inputOf(KYC, { files }))).toMatchObject({
      verdict: 'UNAVAILABLE',
      reasons: ['SCAN_PENDING'],
    });
  },
);

test.each([
  ['2008-06-28', 'PASS'],
  ['2008-06-29', 'FAIL'],
  ['2026-06-29', 'FAIL'],
])('AGE of a customer born on %s: %s', async (dateOfBirth, verdict) => {
  expect(await check('AGE', inputOf(set(KYC, '/personalDetails/dateOfBirth', dateOfBirth)))).toMatchObject({
    verdict,
  });
});

test('AGE of a leap-day child', async () => {
  const form = set(KYC, '/personalDetails/dateOfBirth', '2008-02-29');
  const on = async (day: string) =>
    (await check('AGE', inputOf(form, { now: new Date(`${day}T00:00:00Z`) }))).verdict;
  expect([await on('2026-02-28'), await on('2026-03-01')]).toEqual(['FAIL', 'PASS']);
});

test('AGE behind a company matters for who acts for it', async () => {
  const young = set(KYB, `${PERSONS}/0/personalDetails/dateOfBirth`, '2015-01-01');
  expect(await check('AGE', inputOf(young))).toMatchObject({
    verdict: 'FAIL',
    evidence: { pointers: [`${PERSONS}/0/personalDetails/dateOfBirth`] },
  });
  expect(
    await check('AGE', inputOf(set(KYB, `${PERSONS}/1/personalDetails/dateOfBirth`, '2015-01-01'))),
  ).toMatchObject({ verdict: 'PASS' });
});

test('COUNTRY looks at where the customer is, not at nationality', async () => {
  expect(
    await check('COUNTRY', inputOf(set(KYC, '/personalDetails/residentialAddress/country', 'KP'))),
  ).toMatchObject({ verdict: 'FAIL', reasons: ['UNSUPPORTED_COUNTRY'] });
  expect(await check('COUNTRY', inputOf(set(KYC, '/personalDetails/nationality', 'KP')))).toMatchObject({
    verdict: 'PASS',
  });
  expect(
    await check('COUNTRY', inputOf(set(KYB, '/corporationDetails/countryOfIncorporation', 'IR'))),
  ).toMatchObject({ verdict: 'FAIL' });
});

test('POLITICAL_EXPOSURE is for people to judge', async () => {
  const exposed = { status: 'PEP', position: 'Mayor' };
  expect(
    await check(
      'POLITICAL_EXPOSURE',
      inputOf(set(KYC, '/additionalPersonalDetails/politicalExposure', exposed)),
    ),
  ).toMatchObject({ verdict: 'REFER', reasons: ['PEP_RISK'] });
  expect(
    await check('POLITICAL_EXPOSURE', inputOf(set(KYB, `${PERSONS}/1/politicalExposure`, exposed))),
  ).toMatchObject({ verdict: 'REFER' });
});

describe('SCREENING', () => {
  const named = (more: object) => inputOf(set(KYC, '/personalDetails', { ...kyc.personalDetails, ...more }));
  test.each([
    [{ firstName: 'Viktor', middleName: 'Malvern', lastName: 'Drazic', dateOfBirth: '1961-03-14' }, 'REFER'],
    [{ firstName: 'DRAŽIĆ', lastName: 'Viktor-Malvern', dateOfBirth: '1961-03-14' }, 'REFER'],
    [{ firstName: 'Viktor Malvern', lastName: 'Drazic', dateOfBirth: '1990-03-14' }, 'PASS'],
    [{ aliases: ['Aurelio Quintessa Vhane'] }, 'REFER'],
    [{ nativeName: 'Виктор Дражич', dateOfBirth: '1961-03-14' }, 'REFER'],
    [{ firstName: 'Victor', middleName: 'Malvern', lastName: 'Drazich', dateOfBirth: '1961-03-14' }, 'REFER'],
    [{ firstName: 'Виктор', lastName: 'Малверн Дразиц', dateOfBirth: '1961-03-14' }, 'REFER'],
    [{ firstName: 'Victoria', middleName: 'Malone', lastName: 'Draz', dateOfBirth: '1961-03-14' }, 'PASS'],
    [{ firstName: 'Viktor' }, 'PASS'],
    [{ firstName: '***', lastName: '…' }, 'PASS'],
  ])('%j: %s', async (more, verdict) => {
    expect(await check('SCREENING', named(more))).toMatchObject({ verdict });
  });

  test('looks at companies too and keeps no name', async () => {
    const found = await check(
      'SCREENING',
      inputOf(set(KYB, '/corporationDetails/fullCompanyName', 'Umbra Meridian Holdings Ltd')),
    );
    expect(found).toMatchObject({
      verdict: 'REFER',
      evidence: {
        listVersion: 'fictional-2026-01',
        fictional: true,
        hits: [{ pointer: '/corporationDetails', entryId: 'FIC-0005' }],
      },
    });
    expect(JSON.stringify(found)).not.toMatch(/umbra/i);
  });

  test('without a list nothing was looked up', async () => {
    expect(await check('SCREENING', inputOf(KYC), 'live')).toMatchObject({
      verdict: 'UNAVAILABLE',
      reasons: ['NO_LIST'],
    });
  });
});

describe('IDENTITY', () => {
  test('is simulated in sandbox, and says so', async () => {
    expect(await check('IDENTITY', inputOf(KYC))).toMatchObject({
      verdict: 'PASS',
      evidence: { provider: 'sandbox-simulator', simulated: true },
    });
    expect(await check('IDENTITY', inputOf(KYC, { sandboxOutcome: 'failed_check' }))).toMatchObject({
      verdict: 'FAIL',
    });
  });

  test('is unknown in live without a provider', async () => {
    expect(await check('IDENTITY', inputOf(KYC), 'live')).toMatchObject({
      verdict: 'UNAVAILABLE',
      reasons: ['NO_PROVIDER'],
    });
  });

  test('invented sources have no place in live', () => {
    expect(() => checksFor('live', sourcesFor('sandbox'))).toThrow(/live/);
  });

  test('live looks names up in the list that it is given', async () => {
    const entries = [{ entryId: 'L-1', names: ['Partner, JANE'], dateOfBirth: '1990-04-12' }];
    const list = { listVersion: '2026-11-23', fictional: false, entries };
    expect(faultInScreeningList(list)).toBeUndefined();
    const results = await runChecks(checksFor('live', sourcesFor('live', list)), inputOf(KYC));
    expect(results.find(({ type }) => type === 'SCREENING')).toMatchObject({
      verdict: 'REFER',
      evidence: { listVersion: '2026-11-23', hits: [{ entryId: 'L-1', score: 100 }] },
    });
    expect(() => checksFor('live', sourcesFor('live', { ...list, fictional: true }))).toThrow(/fictional/);
  });

  test.each<[string, (list: object) => unknown]>([
    ['no object', () => 'Jane Partner'],
    ['no version', (list) => ({ ...list, listVersion: undefined })],
    ['no entries', (list) => ({ ...list, entries: [] })],
    ['a nameless entry', (list) => ({ ...list, entries: [{ entryId: '1', names: [] }] })],
    ['no day', (list) => ({ ...list, entries: [{ entryId: '1', names: ['Jane'], dateOfBirth: '1990' }] })],
    ['an entry twice', (list) => ({ ...list, entries: Array(2).fill({ entryId: '1', names: ['Jane'] }) })],
  ])('a list with %s is refused without quoting it', (_, broken) => {
    const list = { listVersion: '1', fictional: false, entries: [{ entryId: '1', names: ['Jane'] }] };
    const fault = faultInScreeningList(JSON.parse(JSON.stringify(broken(list))));
    expect(fault).toMatch(/^must /);
    expect(fault).not.toContain('Jane');
  });
});

describe('RISK', () => {
  const exposed = { status: 'PEP', position: 'Minister' };
  const far = set(KYC, '/personalDetails/nationality', 'YE');

  test('is low for the examples, and told with its factors', async () => {
    expect(await check('RISK', inputOf(KYC))).toMatchObject({
      ...{ verdict: 'PASS', reasons: [] },
      evidence: { rating: 'LOW', points: 5, factors: ['NOT_IN_PERSON'] },
    });
    expect(await check('RISK', inputOf(far))).toMatchObject({
      ...{ verdict: 'PASS' },
      evidence: { rating: 'MEDIUM', factors: ['HIGH_RISK_COUNTRY', 'NOT_IN_PERSON'] },
    });
  });

  test('is left to people where it is high', async () => {
    const both = set(far, '/additionalPersonalDetails/politicalExposure', exposed);
    expect(await check('RISK', inputOf(both))).toMatchObject({
      ...{ verdict: 'REFER', reasons: ['RISK_APPETITE'] },
      evidence: { rating: 'HIGH', points: 75 },
    });
  });

  test('is weighed by the rules', async () => {
    const strict = { ...rules, risk: { ...rules.risk, highFrom: 5 } };
    expect(await check('RISK', inputOf(KYC, { rules: strict }))).toMatchObject({ verdict: 'REFER' });
  });
});

test('a check that throws, rejects or never returns is UNAVAILABLE, and the others go on', async () => {
  const broken = (run: Check['run']): Check => ({ type: 'IDENTITY', run });
  const secret = new Error('Jane Partner is on fire');
  const results = await runChecks(
    [
      ...checksFor('sandbox'),
      broken(() => {
        throw secret;
      }),
      broken(() => Promise.reject(secret)),
      broken(() => new Promise(() => undefined)),
    ],
    inputOf(KYC),
    { timeoutMs: 20, attempt: 3 },
  );
  expect(results.at(-1)!.evidence).toMatchObject({ attempt: 3, durationMs: expect.any(Number) });
  expect(results.slice(-3).map(({ verdict, reasons }) => [verdict, ...reasons])).toEqual([
    ['UNAVAILABLE', 'CHECK_FAILED'],
    ['UNAVAILABLE', 'CHECK_FAILED'],
    ['UNAVAILABLE', 'TIMED_OUT'],
  ]);
  expect(JSON.stringify(results)).not.toContain('Jane');
});
