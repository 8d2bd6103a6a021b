import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import kyb from '../forms/examples/kyb-submission.json';
import kyc from '../forms/examples/kyc-submission.json';
import { documentsOf, type SubmissionForm } from '../forms';
import { withoutAt } from '../forms/examples/mutations';
import { evaluateCompleteness, requiredDocuments, rulesAt, type DocumentFiles, type RuleSet } from '.';
import { withValueAt } from './json-place';

const now = new Date('2026-06-28T12:00:00Z');
const rules = rulesAt(now);
const KYC = kyc as SubmissionForm;
const KYB = kyb as SubmissionForm;
const IDENTITY = ['PASSPORT', 'NATIONAL_ID', 'DRIVING_LICENCE', 'RESIDENCE_PERMIT'];
const PERSONS = '/additionalCorporationDetails/relatedPersons';

function filesOf(form: SubmissionForm, rejected: readonly string[] = []): DocumentFiles {
  return new Map(
    documentsOf(form).map(({ document: { fileAssetId } }) => [
      fileAssetId,
      { status: rejected.includes(fileAssetId) ? ('REJECTED' as const) : ('AVAILABLE' as const) },
    ]),
  );
}

const draftsOf = (form: SubmissionForm, rejected: readonly string[] = []) =>
  evaluateCompleteness(form, filesOf(form, rejected), rules, now);

const asked = (form: SubmissionForm, rejected: readonly string[] = []) =>
  draftsOf(form, rejected).map(({ code, pointer, severity, subject, anyOf }) => ({
    ...{ code, pointer, severity },
    ...(subject.ref === null ? {} : { ref: subject.ref }),
    ...(anyOf && { anyOf }),
  }));

const set = (form: SubmissionForm, at: string, value: unknown) => withValueAt(form, at, value);

test('the examples lack nothing', () => {
  expect(asked(KYC)).toEqual([]);
  expect(asked(KYB)).toEqual([]);
});

describe('documents of an individual', () => {
  const required = (anyOf: string[]) => ({
    ...{ code: 'DOCUMENT_REQUIRED', pointer: '/supportingDocuments', severity: 'BLOCKING', anyOf },
  });

  test('none is given: both are asked for', () => {
    expect(asked(set(KYC, '/supportingDocuments', []))).toEqual([
      required(IDENTITY),
      required(['PROOF_OF_ADDRESS']),
    ]);
  });

  test.each(IDENTITY)('a %s shows who one is', (type) => {
    expect(asked(set(KYC, '/supportingDocuments/0/documentType', type))).toEqual([]);
  });

  test('any other document does not', () => {
    expect(asked(set(KYC, '/supportingDocuments/0/documentType', 'SELFIE'))).toEqual([required(IDENTITY)]);
  });

  test.each([
    ['2026-06-27', ['DOCUMENT_EXPIRED']],
    ['2026-06-28', []],
  ])('a passport until %s: %j', (expiresOn, codes) => {
    const drafts = asked(set(KYC, '/supportingDocuments/0/expiresOn', expiresOn));
    expect(drafts.map((one) => [one.code, one.pointer, one.severity])).toEqual(
      codes.map((code) => [code, '/supportingDocuments/0', 'BLOCKING']),
    );
  });

  test.each([
    ['2025-06-27', ['DOCUMENT_EXPIRED']],
    ['2025-06-28', []],
  ])('a proof of address of %s: %j', (issuedOn, codes) => {
    const drafts = asked(set(KYC, '/supportingDocuments/1/issuedOn', issuedOn));
    expect(drafts.map((one) => one.code)).toEqual(codes);
  });

  test('a proof of address without a date is asked about, and holds nothing up', () => {
    expect(asked(withoutAt(KYC, '/supportingDocuments/1/issuedOn'))).toEqual([
      { code: 'FIELD_CLARIFICATION', pointer: '/supportingDocuments/1/issuedOn', severity: 'ADVISORY' },
    ]);
  });

  test('a rejected file must be replaced, by any type that would have done', () => {
    expect(asked(KYC, ['00000000-0000-4000-8000-000000000001'])).toEqual([
      { code: 'DOCUMENT_REJECTED', pointer: '/supportingDocuments/0', severity: 'BLOCKING', anyOf: IDENTITY },
    ]);
  });

  test('where another document will do, a bad one holds nothing up', () => {
    const [passport, proof] = kyc.supportingDocuments;
    const card = { documentType: 'NATIONAL_ID', fileAssetId: '00000000-0000-4000-8000-000000000009' };
    const both = set(KYC, '/supportingDocuments', [{ ...passport, expiresOn: '2020-01-01' }, proof, card]);
    expect(asked(both)).toEqual([]);
    expect(asked(both, ['00000000-0000-4000-8000-000000000001']).map((one) => one.severity)).toEqual([
      'ADVISORY',
    ]);
  });

  describe('asked for anew because they expire', () => {
    const [passport, proof] = kyc.supportingDocuments;
    const expiring = { ...passport, expiresOn: '2026-07-10' };
    const renewed = (...given: object[]) => {
      const form = set(KYC, '/supportingDocuments', [expiring, proof, ...given]);
      const drafts = evaluateCompleteness(form, new Map(), rules, now, '2026-07-10');
      return drafts.map(({ code, pointer, severity }) => [code, pointer, severity]);
    };
    const again = ['REVERIFICATION', '/supportingDocuments', 'BLOCKING'];
    const valid = {
      ...passport,
      fileAssetId: '00000000-0000-4000-8000-000000000009',
      expiresOn: '2036-01-01',
    };

    test.each([
      ['nothing was given', [], [again]],
      ['one that expires no later was given', [{ ...valid, expiresOn: '2026-07-10' }], [again]],
      [
        'an expired one was given',
        [{ ...valid, expiresOn: '2026-06-27' }],
        [['DOCUMENT_EXPIRED', '/supportingDocuments/2', 'BLOCKING']],
      ],
      ['one of another kind was given', [{ ...valid, documentType: 'SELFIE' }], [again]],
      ['one that lasts longer was given', [valid], []],
      ['one that is not known to expire was given', [withoutAt(valid, '/expiresOn')], []],
    ])('%s', (_, given, expected) => expect(renewed(...given)).toEqual(expected));
  });

  test('of two bad ones one must be replaced', () => {
    const [passport, proof] = kyc.supportingDocuments;
    const old = { ...passport, expiresOn: '2020-01-01' };
    const drafts = asked(
      set(KYC, '/supportingDocuments', [old, proof, { ...old, documentType: 'NATIONAL_ID' }]),
    );
    expect(drafts.map((one) => one.severity)).toEqual(['BLOCKING', 'ADVISORY']);
  });
});

describe('documents and people of a company', () => {
  test.each([0, 1, 2])('document %i is needed', (index) => {
    const [draft, ...more] = asked(withoutAt(KYB, `/supportingDocuments/${index}`));
    expect(draft).toMatchObject({
      code: 'DOCUMENT_REQUIRED',
      anyOf: [kyb.supportingDocuments[index]?.documentType],
    });
    expect(more).toEqual([]);
  });

  test('an owner of 25 % shows who they are, a smaller one need not', () => {
    const bare = set(KYB, `${PERSONS}/1/supportingDocuments`, []);
    const draft = {
      ...{ code: 'DOCUMENT_REQUIRED', pointer: `${PERSONS}/1/supportingDocuments`, severity: 'BLOCKING' },
      ...{ ref: 'oliver-grant', anyOf: IDENTITY },
    };
    expect(asked(bare)).toEqual([draft]);
    expect(asked(set(bare, `${PERSONS}/1/ownershipPercent`, 25))).toEqual([draft]);
    expect(asked(set(bare, `${PERSONS}/1/ownershipPercent`, 24.99))).toEqual([]);
    const signatory = set(set(bare, `${PERSONS}/1/ownershipPercent`, 24.99), `${PERSONS}/1/roles`, [
      'AUTHORISED_SIGNATORY',
    ]);
    expect(asked(signatory)).toEqual([draft]);
  });

  test('an owner through an entity counts', () => {
    const entity = { entityRef: 'h', name: 'H', registrationNo: '1', country: 'SG', ownershipPercent: 40 };
    let form = withoutAt(set(KYB, `${PERSONS}/1/supportingDocuments`, []), `${PERSONS}/1/ownershipPercent`);
    form = set(form, '/additionalCorporationDetails/relatedEntities', [entity]);
    const held = (percent: number) =>
      set(form, '/additionalCorporationDetails/ownerships', [
        { ownerRef: 'oliver-grant', ownedRef: 'h', percent },
      ]);
    expect(asked(held(62.5)).map((one) => one.pointer)).toEqual([`${PERSONS}/1/supportingDocuments`]);
    expect(asked(held(62.49))).toEqual([]);
  });

  test('a director is needed', () => {
    expect(asked(set(KYB, `${PERSONS}/0/roles`, ['BENEFICIAL_OWNER']))).toEqual([
      { code: 'RELATED_PERSON_REQUIRED', pointer: PERSONS, severity: 'BLOCKING' },
    ]);
  });

  test('where nobody reaches 25 %, a senior managing official is', () => {
    const spread = {
      entityRef: 'h',
      name: 'H',
      registrationNo: '1',
      country: 'SG',
      ownershipPercent: 90,
      listedOn: 'SGX',
    };
    let form = set(KYB, '/additionalCorporationDetails/relatedEntities', [spread]);
    form = set(set(form, `${PERSONS}/0/ownershipPercent`, 5), `${PERSONS}/1/ownershipPercent`, 5);
    expect(asked(form).map((one) => one.code)).toEqual(['RELATED_PERSON_REQUIRED']);
    expect(asked(set(form, `${PERSONS}/1/roles`, ['SENIOR_MANAGING_OFFICIAL']))).toEqual([]);
  });

  test.each([
    [15, []],
    [14.99, ['OWNERSHIP_UNEXPLAINED']],
  ])('60 %% and %d %% explained: %j', (percent, codes) => {
    const form = set(KYB, `${PERSONS}/1/ownershipPercent`, percent);
    expect(asked(form).map((one) => one.code)).toEqual(codes);
  });

  test('without anybody all of it is asked for at once', () => {
    const form = set(set(KYB, PERSONS, []), '/supportingDocuments', []);
    expect(asked(form).map((one) => one.code)).toEqual([
      ...Array<string>(3).fill('DOCUMENT_REQUIRED'),
      ...['RELATED_PERSON_REQUIRED', 'RELATED_PERSON_REQUIRED', 'OWNERSHIP_UNEXPLAINED'],
    ]);
  });
});

describe('a machine-readable zone', () => {
  const MRZ = 'P<SGPPARTNER<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36SGP9004128F3105015<<<<<<<<<<<<<<02';

  test('that disagrees with the form, or is none, is blocking, and says about what', () => {
    expect(draftsOf(set(KYC, '/supportingDocuments/0/mrz', MRZ))).toMatchObject([
      {
        ...{ code: 'DOCUMENT_MISMATCH', pointer: '/supportingDocuments/0', severity: 'BLOCKING' },
        detail: expect.stringMatching(/disagree about: .*check digits/),
      },
    ]);
    expect(asked(set(KYC, '/supportingDocuments/0/mrz', 'nothing'))).toMatchObject([
      { code: 'DOCUMENT_UNREADABLE', severity: 'BLOCKING' },
    ]);
  });
});

describe('formats that differ by country', () => {
  test.each<[SubmissionForm, string, unknown, string]>([
    [KYC, '/personalDetails/contactNumber/phoneNumber', '12', '/personalDetails/contactNumber'],
    [
      KYC,
      '/personalDetails/residentialAddress/postcode',
      'X',
      '/personalDetails/residentialAddress/postcode',
    ],
    [KYB, '/corporationDetails/lei', '529900T8BM49AURSDO56', '/corporationDetails/lei'],
    [KYB, '/corporationDetails/lei', '529900T8BM49AURSDO5', '/corporationDetails/lei'],
    [
      KYB,
      '/corporationDetails/businessRegistrationNo',
      '201534567A',
      '/corporationDetails/businessRegistrationNo',
    ],
    [
      KYB,
      `${PERSONS}/1/personalDetails/residentialAddress/postcode`,
      'X',
      `${PERSONS}/1/personalDetails/residentialAddress/postcode`,
    ],
  ])('%#: are asked about', (form, at, value, pointer) => {
    expect(asked(set(form, at, value))).toMatchObject([
      { code: 'FIELD_CLARIFICATION', pointer, severity: 'ADVISORY' },
    ]);
  });

  test('a country without a known format has any', () => {
    expect(
      asked(
        set(KYC, '/personalDetails/residentialAddress', {
          ...kyc.personalDetails.residentialAddress,
          country: 'AE',
          postcode: '?',
        }),
      ),
    ).toEqual([]);
  });
});

test('a question keeps its key when its place moves', () => {
  const bare = set(KYB, `${PERSONS}/1/supportingDocuments`, []);
  const [mei, oliver] = kyb.additionalCorporationDetails.relatedPersons;
  const moved = set(KYB, PERSONS, [{ ...oliver, supportingDocuments: [] }, mei]);
  const [one] = draftsOf(bare);
  const [other] = draftsOf(moved);
  expect(other?.pointer).not.toBe(one?.pointer);
  expect(other?.key).toBe(one?.key);
});

test('every answerSchema is a JSON Schema 2020-12 by itself', () => {
  const ajv = addFormats(new Ajv2020({ strict: false }));
  const form = set(
    set(set(KYB, PERSONS, []), '/supportingDocuments', []),
    '/corporationDetails/lei',
    '529900T8BM49AURSDO56',
  );
  for (const { answerSchema } of draftsOf(form)) {
    expect(answerSchema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(ajv.validateSchema(answerSchema)).toBe(true);
    expect(() => ajv.compile(answerSchema)).not.toThrow();
  }
});

describe('required documents', () => {
  test('of an individual and of a company', () => {
    const customer = {
      code: 'DOCUMENT_REQUIRED',
      subject: { type: 'CUSTOMER', ref: null },
      pointer: '/supportingDocuments',
    };
    expect(requiredDocuments(rules, 'INDIVIDUAL', 'SG')).toEqual([
      { ...customer, anyOf: IDENTITY },
      { ...customer, anyOf: ['PROOF_OF_ADDRESS'] },
    ]);
    expect(requiredDocuments(rules, 'CORPORATE').at(-1)).toEqual({
      code: 'DOCUMENT_REQUIRED',
      anyOf: IDENTITY,
      subject: { type: 'PERSON', ref: null },
      pointer: `${PERSONS}/-/supportingDocuments`,
    });
  });

  test('differ by country where the rules say so', () => {
    const licence: RuleSet['documents'][number] = {
      ...{ customerType: 'CORPORATE', of: 'CUSTOMER', title: 'Licence' },
      ...{ anyOf: ['BUSINESS_LICENCE'], countries: ['AE'] },
    };
    const special = { ...rules, documents: [licence] };
    expect(requiredDocuments(special, 'CORPORATE', 'AE')).toHaveLength(1);
    expect(requiredDocuments(special, 'CORPORATE', 'SG')).toEqual([]);
    expect(requiredDocuments(special, 'CORPORATE')).toEqual([]);
  });
});
