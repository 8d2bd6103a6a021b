import { type FieldErrorCode, REQUIREMENT_CODES } from '@oceafin/contracts';
import kyb from '../forms/examples/kyb-submission.json';
import kyc from '../forms/examples/kyc-submission.json';
import { judgeForm, type SubmissionForm } from '../forms';
import { context } from '../forms/examples/mutations';
import {
  applyAnswer,
  applyAttestation,
  draftRequirement,
  evaluateCompleteness,
  judgeAnswers,
  rulesAt,
  validateAnswer,
  type RequirementDraft,
} from '.';
import { valueAt, withValueAt } from './json-place';

const { now, clientId } = context;
const rules = rulesAt(now);
const KYC = kyc as SubmissionForm;
const KYB = kyb as SubmissionForm;
const PERSONS = '/additionalCorporationDetails/relatedPersons';
const passport = { documentType: 'PASSPORT', fileAssetId: '00000000-0000-4000-8000-0000000000AA' };

const draftsOf = (form: SubmissionForm) => evaluateCompleteness(form, new Map(), rules, now);
const set = (form: SubmissionForm, at: string, value: unknown) => withValueAt(form, at, value);

function only(form: SubmissionForm): RequirementDraft {
  const drafts = draftsOf(form);
  expect(drafts).toHaveLength(1);
  return drafts[0]!;
}

const asked = (form: SubmissionForm, code: RequirementDraft['code'], pointer: string) => {
  const draft = draftRequirement({ code, pointer }, form, rules);
  if (!draft) throw new Error('nothing can be asked there');
  return draft;
};

const codesOf = (form: SubmissionForm, draft: RequirementDraft, value: unknown): [string, FieldErrorCode][] =>
  judgeAnswers(form, [{ requirement: draft, value }], { clientId, now })[0]!.map((error) => [
    error.pointer,
    error.code,
  ]);

describe('an answer that is a document', () => {
  const bare = set(KYC, '/supportingDocuments', kyc.supportingDocuments.slice(1));
  const draft = only(bare);

  test('is added to the list', () => {
    expect(codesOf(bare, draft, passport)).toEqual([]);
    const answered = applyAnswer(bare, draft, passport);
    expect(answered.supportingDocuments).toEqual([kyc.supportingDocuments[1], passport]);
    expect(bare.supportingDocuments).toHaveLength(1);
    expect(draftsOf(answered)).toEqual([]);
  });

  test('replaces the document that is asked about', () => {
    const expired = set(KYC, '/supportingDocuments/0/expiresOn', '2020-01-01');
    const answered = applyAnswer(expired, only(expired), passport);
    expect(answered.supportingDocuments[0]).toEqual(passport);
    expect(answered.supportingDocuments).toHaveLength(2);
  });

  test('goes to the person it is about', () => {
    const form = set(KYB, `${PERSONS}/1/supportingDocuments`, []);
    const answered = applyAnswer(form, only(form), passport);
    expect(valueAt(answered, `${PERSONS}/1/supportingDocuments`)).toEqual([passport]);
  });

  test.each<[string, unknown, [string, FieldErrorCode][]]>([
    ['no object', 'PASSPORT', [['', 'INVALID_TYPE']]],
    ['a list', [passport], [['', 'INVALID_TYPE']]],
    [
      'nothing',
      {},
      [
        ['/documentType', 'REQUIRED'],
        ['/fileAssetId', 'REQUIRED'],
      ],
    ],
    ['another type', { ...passport, documentType: 'SELFIE' }, [['/documentType', 'INVALID_VALUE']]],
    ['an unknown member', { ...passport, tenantId: 'x' }, [['/tenantId', 'UNKNOWN_PROPERTY']]],
    ['no file id', { ...passport, fileAssetId: 'x' }, [['/fileAssetId', 'INVALID_FORMAT']]],
    ['a future date', { ...passport, issuedOn: '2999-01-01' }, [['/issuedOn', 'DATE_IN_FUTURE']]],
    ['no calendar date', { ...passport, expiresOn: '2030-02-30' }, [['/expiresOn', 'INVALID_FORMAT']]],
    [
      'control characters',
      { ...passport, documentNumber: 'a\u0000' },
      [['/documentNumber', 'INVALID_FORMAT']],
    ],
  ])('with %s is refused', (_, value, codes) => {
    expect(codesOf(bare, draft, value).sort()).toEqual(codes.sort());
  });
});

describe('an answer that names people', () => {
  const [mei, oliver] = kyb.additionalCorporationDetails.relatedPersons;
  const leaderless = set(KYB, `${PERSONS}/0/roles`, ['BENEFICIAL_OWNER']);
  const director = { ...oliver, personRef: 'ada', roles: ['DIRECTOR'], ownershipPercent: undefined };
  const ada = JSON.parse(JSON.stringify(director)) as typeof director;

  test('adds the person who is missing', () => {
    const draft = only(leaderless);
    expect(codesOf(leaderless, draft, ada)).toEqual([]);
    const answered = applyAnswer(leaderless, draft, ada);
    expect(valueAt(answered, `${PERSONS}/2`)).toEqual(ada);
    expect(draftsOf(answered)).toEqual([]);
  });

  test('needs the role, a ref of its own and no more than there is', () => {
    const draft = only(leaderless);
    expect(codesOf(leaderless, draft, { ...ada, roles: ['TRUSTEE'] })).toEqual([['/roles', 'INVALID_VALUE']]);
    expect(codesOf(leaderless, draft, { ...ada, personRef: 'mei-tan' })).toEqual([
      ['/personRef', 'DUPLICATE'],
    ]);
    expect(codesOf(leaderless, draft, { ...ada, ownershipPercent: 1 })).toEqual([
      ['', 'OWNERSHIP_EXCEEDS_100'],
    ]);
  });

  test('adds owners, entities and their stakes', () => {
    const half = set(KYB, PERSONS, [mei]);
    const draft = only(half);
    expect(draft).toMatchObject({ code: 'OWNERSHIP_UNEXPLAINED', pointer: '/additionalCorporationDetails' });
    const holding = { entityRef: 'h', name: 'H', registrationNo: '1', country: 'SG', ownershipPercent: 40 };
    const value = {
      relatedPersons: [ada],
      relatedEntities: [holding],
      ownerships: [{ ownerRef: 'ada', ownedRef: 'h', percent: 50 }],
    };
    expect(codesOf(half, draft, value)).toEqual([]);
    const answered = applyAnswer(half, draft, value);
    expect(draftsOf(answered)).toEqual([]);
    expect(judgeForm('CORPORATE', answered, context).errors).toEqual([]);
    const dangling = { ownerships: [{ ownerRef: 'x', ownedRef: 'h', percent: 50 }] };
    expect(codesOf(half, draft, dangling).map(([pointer]) => pointer)).toEqual([
      '/ownerships/0/ownerRef',
      '/ownerships/0/ownedRef',
    ]);
    expect(codesOf(half, draft, { relatedPersons: 5 })).toEqual([['/relatedPersons', 'INVALID_TYPE']]);
    expect(codesOf(half, draft, {})).not.toEqual([]);
    expect(codesOf(half, draft, 'x')).toEqual([['', 'INVALID_TYPE']]);
  });
});

describe('an answer that is consent or attestation', () => {
  test('is judged as in a submission', () => {
    const attestation = asked(KYC, 'ATTESTATION_REQUIRED', '/partnerAttestation');
    expect(attestation.kind).toBe('ATTESTATION');
    expect(codesOf(KYC, attestation, kyc.partnerAttestation)).toEqual([]);
    expect(codesOf(KYC, attestation, { ...kyc.partnerAttestation, authorisedToSubmit: false })).toEqual([
      ['/authorisedToSubmit', 'NOT_ATTESTED'],
    ]);
    expect(codesOf(KYC, attestation, { ...kyc.partnerAttestation, attestedByClientId: 'x' })).toEqual([
      ['/attestedByClientId', 'ATTESTATION_CLIENT_MISMATCH'],
    ]);
    const consent = asked(KYC, 'FIELD_CLARIFICATION', '/consentEvidence');
    expect(consent.kind).toBe('CONSENT');
    expect(codesOf(KYC, consent, { ...kyc.consentEvidence, consents: [] })).toEqual([
      ['/consents', 'CONSENT_MISSING'],
    ]);
    expect(codesOf(KYC, consent, { ...kyc.consentEvidence, ipAddress: 'here' })).toEqual([
      ['/ipAddress', 'INVALID_FORMAT'],
    ]);
  });

  test('the form goes under a new one', () => {
    const attestation = {
      ...kyc.partnerAttestation,
      attestedByClientId: 'second',
    } as SubmissionForm['partnerAttestation'];
    const renewed = applyAttestation(KYC, attestation);
    expect(renewed).toEqual({ ...kyc, partnerAttestation: attestation });
    expect(KYC.partnerAttestation.attestedByClientId).toBe(clientId);
  });

  test('another client of the partner may answer what was attested by the first', () => {
    const draft = asked(KYC, 'FIELD_CLARIFICATION', '/additionalPersonalDetails/occupation');
    const given = [{ requirement: draft, value: 'Gardener' }];
    expect(judgeAnswers(KYC, given, { clientId: 'second', now })).toEqual([[]]);
  });
});

describe('several answers', () => {
  const clarify = (form: SubmissionForm, pointer: string) => asked(form, 'FIELD_CLARIFICATION', pointer);
  const judged = (form: SubmissionForm, given: [RequirementDraft, unknown][]) =>
    judgeAnswers(
      form,
      given.map(([requirement, value]) => ({ requirement, value })),
      { clientId, now },
    ).map((errors) => errors.map(({ pointer, code }) => [pointer, code]));

  test('are told each of its own errors', () => {
    expect(
      judged(KYC, [
        [clarify(KYC, '/personalDetails/firstName'), ''],
        [clarify(KYC, '/personalDetails/email'), 'jane@example.com'],
        [clarify(KYC, '/personalDetails/dateOfBirth'), '2999-01-01'],
      ]),
    ).toEqual([[['', 'TOO_SHORT']], [], [['', 'DATE_IN_FUTURE']]]);
  });

  test('what they are together is told to the one that is nearest', () => {
    const half = set(KYB, `${PERSONS}/1/ownershipPercent`, 30);
    expect(
      judged(half, [
        [clarify(half, '/corporationDetails/taxId'), '1'],
        [clarify(half, `${PERSONS}/1/ownershipPercent`), 50],
      ]),
    ).toEqual([[], [['', 'OWNERSHIP_EXCEEDS_100']]]);
  });

  test('one that is wrong leaves the others to be judged', () => {
    expect(
      judged(KYB, [
        [clarify(KYB, '/additionalCorporationDetails'), 'nonsense'],
        [clarify(KYB, `${PERSONS}/0/roles`), ['BOSS']],
        [asked(KYB, 'OWNERSHIP_UNEXPLAINED', '/additionalCorporationDetails'), { relatedPersons: [] }],
      ]),
    ).toEqual([[['', 'INVALID_TYPE']], [['/0', 'INVALID_VALUE']], []]);
  });
});

test('a schema alone says as much as it can, with the same codes', () => {
  const draft = only(set(KYC, '/supportingDocuments', kyc.supportingDocuments.slice(1)));
  const codes = (value: unknown) =>
    validateAnswer(draft.answerSchema, value).map((one) => [one.pointer, one.code]);
  expect(codes(passport)).toEqual([]);
  expect(codes({ ...passport, issuingCountry: 'QQ', 'a/b': 1 }).sort()).toEqual([
    ['/a~1b', 'UNKNOWN_PROPERTY'],
    ['/issuingCountry', 'INVALID_VALUE'],
  ]);
  const percent = asked(KYB, 'FIELD_CLARIFICATION', `${PERSONS}/0/ownershipPercent`).answerSchema;
  for (const value of [8.2, 33.33, 0.07, 100]) expect(validateAnswer(percent, value)).toEqual([]);
  expect(validateAnswer(percent, 0).map((one) => one.code)).toEqual(['OUT_OF_RANGE']);
});

test('what an operator asks for keeps their words and the person', () => {
  const wish = {
    code: 'DOCUMENT_UNREADABLE',
    pointer: `${PERSONS}/1/supportingDocuments/0`,
    detail: 'Too dark.',
  } as const;
  expect(draftRequirement(wish, KYB, rules)).toMatchObject({
    ...{ code: 'DOCUMENT_UNREADABLE', detail: 'Too dark.', kind: 'DOCUMENT', anyOf: ['PASSPORT'] },
    subject: { type: 'PERSON', ref: 'oliver-grant' },
  });
});

test.each([
  '/supportingDocuments/9',
  '/supportingDocuments/-',
  '/personalDetails/taxResidencies/1',
  '/personalDetails/nickname',
])('an operator asks for nothing at %s, where nothing can be answered', (pointer) => {
  expect(draftRequirement({ code: 'DOCUMENT_REJECTED', pointer }, KYC, rules)).toBeUndefined();
});

test.each(REQUIREMENT_CODES.filter((code) => code !== 'OWNERSHIP_UNEXPLAINED'))(
  'a document that is asked for as %s takes the place of the one that is there',
  (code) => {
    const answered = applyAnswer(KYB, asked(KYB, code, '/supportingDocuments/1'), passport);
    expect(valueAt(answered, '/supportingDocuments')).toEqual(
      kyb.supportingDocuments.with(1, passport as never),
    );
  },
);
