import type { FieldErrorCode } from '@oceafin/contracts';
import { withValueAt } from '../rules/json-place';
import { fullKyb, fullKyc } from './examples/full-forms';
import kyb from './examples/kyb-submission.json';
import kyc from './examples/kyc-submission.json';
import { context, errorsOf, TYPES, withoutAt } from './examples/mutations';
import { judgeBodyAlone, judgeForm } from '.';

describe('what hangs together', () => {
  test('required consents', () => {
    const consents = '/consentEvidence/consents';
    expect(errorsOf('INDIVIDUAL', withValueAt(kyc, consents, []))).toEqual([[consents, 'CONSENT_MISSING']]);
    expect(errorsOf('INDIVIDUAL', withoutAt(kyc, `${consents}/1`))).toEqual([[consents, 'CONSENT_MISSING']]);
  });

  test('a device has an address and an agent', () => {
    const bare = withoutAt(withoutAt(kyc, '/consentEvidence/ipAddress'), '/consentEvidence/userAgent');
    for (const channel of ['WEB', 'MOBILE']) {
      expect(errorsOf('INDIVIDUAL', withValueAt(bare, '/consentEvidence/channel', channel))).toEqual([
        ['/consentEvidence/ipAddress', 'REQUIRED'],
        ['/consentEvidence/userAgent', 'REQUIRED'],
      ]);
    }
    for (const channel of ['IN_PERSON', 'PHONE']) {
      expect(errorsOf('INDIVIDUAL', withValueAt(bare, '/consentEvidence/channel', channel))).toEqual([]);
    }
  });

  test('a member that is wrong is not missing too', () => {
    const place = '/personalDetails/taxResidencies/1/noTinReason';
    expect(errorsOf('INDIVIDUAL', withValueAt(fullKyc, place, ''))).toEqual([[place, 'TOO_SHORT']]);
    const text = '/consentEvidence/consents/1/text';
    expect(errorsOf('INDIVIDUAL', withValueAt(kyc, text, ''))).toEqual([[text, 'TOO_SHORT']]);
  });

  test('a position is needed by everyone but NONE', () => {
    const place = '/additionalPersonalDetails/politicalExposure';
    for (const status of ['PEP', 'FAMILY_MEMBER', 'CLOSE_ASSOCIATE']) {
      expect(errorsOf('INDIVIDUAL', withValueAt(kyc, place, { status }))).toEqual([
        [`${place}/position`, 'REQUIRED'],
      ]);
    }
  });

  test('nobody owns more than there is', () => {
    const persons = '/additionalCorporationDetails/relatedPersons';
    const over = withValueAt(fullKyb, `${persons}/0/ownershipPercent`, 60.01);
    expect(errorsOf('CORPORATE', over)).toEqual([[persons, 'OWNERSHIP_EXCEEDS_100']]);
    const owned = withValueAt(fullKyb, '/additionalCorporationDetails/ownerships/1/percent', 66.68);
    expect(errorsOf('CORPORATE', owned)).toEqual([
      ['/additionalCorporationDetails/ownerships', 'OWNERSHIP_EXCEEDS_100'],
    ]);
  });

  test('one stake is told once', () => {
    const { ownerships } = fullKyb.additionalCorporationDetails;
    const again = withValueAt(fullKyb, '/additionalCorporationDetails/ownerships', [
      ...ownerships,
      { ...ownerships[0], percent: 1 },
    ]);
    expect(errorsOf('CORPORATE', again)).toContainEqual([
      '/additionalCorporationDetails/ownerships/2',
      'DUPLICATE',
    ]);
  });

  test('at most 200 related persons', () => {
    const [person] = kyb.additionalCorporationDetails.relatedPersons;
    const crowd = (size: number) =>
      Array.from({ length: size }, (_, i) => ({
        ...person,
        personRef: `p${i}`,
        ownershipPercent: undefined,
      }));
    const body = (size: number) =>
      JSON.parse(
        JSON.stringify(withValueAt(kyb, '/additionalCorporationDetails/relatedPersons', crowd(size))),
      ) as unknown;
    expect(errorsOf('CORPORATE', body(200))).toEqual([]);
    expect(errorsOf('CORPORATE', body(201))).toEqual([
      ['/additionalCorporationDetails/relatedPersons', 'TOO_LONG'],
    ]);
  });

  test('all errors at once', () => {
    let body: unknown = fullKyb;
    const wrong: [string, unknown, FieldErrorCode][] = [
      ['/corporationDetails/email', 'x', 'INVALID_FORMAT'],
      ['/corporationDetails/registeredAddress/country', 'QQ', 'INVALID_VALUE'],
      [
        '/additionalCorporationDetails/relatedPersons/0/personalDetails/dateOfBirth',
        '2999-01-01',
        'DATE_IN_FUTURE',
      ],
      ['/additionalCorporationDetails/relatedPersons/1/personRef', 'mei-tan', 'DUPLICATE'],
      ['/additionalCorporationDetails/ownerships/1/ownerRef', 'nobody', 'INVALID_VALUE'],
      ['/supportingDocuments/0/fileAssetId', 4, 'INVALID_TYPE'],
      ['/consentEvidence/consents/0/type', 'DATA_SHARING', 'CONSENT_MISSING'],
      ['/partnerAttestation/authorisedToSubmit', false, 'NOT_ATTESTED'],
      ['/partnerAttestation/attestedByClientId', 'other', 'ATTESTATION_CLIENT_MISMATCH'],
      ['/internalId', 1, 'UNKNOWN_PROPERTY'],
    ];
    for (const [place, value] of wrong) body = withValueAt(body, place, value);
    const expected = wrong.map(([place, , code]) => [
      code === 'CONSENT_MISSING' ? '/consentEvidence/consents' : place,
      code,
    ]);
    expect(errorsOf('CORPORATE', body).sort()).toEqual(expected.sort());
  });
});

describe('the other type', () => {
  const mismatch = (...sections: string[]) => sections.map((name) => [`/${name}`, 'CUSTOMER_TYPE_MISMATCH']);

  test('its sections are refused, whatever is in them', () => {
    expect(errorsOf('INDIVIDUAL', { ...kyc, corporationDetails: null })).toEqual(
      mismatch('corporationDetails'),
    );
    expect(errorsOf('CORPORATE', { ...kyc, ...kyb })).toEqual(
      mismatch('personalDetails', 'additionalPersonalDetails'),
    );
    expect(errorsOf('CORPORATE', kyc)).toEqual([
      ...mismatch('personalDetails', 'additionalPersonalDetails'),
      ['/corporationDetails', 'REQUIRED'],
      ['/additionalCorporationDetails', 'REQUIRED'],
    ]);
  });

  test('is nothing that a body can know by itself', () => {
    expect(judgeBodyAlone(kyc, context)).toEqual([]);
    expect(judgeBodyAlone(kyb, context)).toEqual([]);
    expect(judgeBodyAlone({ ...kyc, ...kyb }, context)).toEqual([]);
    const { supportingDocuments, consentEvidence, partnerAttestation } = kyc;
    const bare = { supportingDocuments, consentEvidence, partnerAttestation };
    expect(judgeBodyAlone(bare, context)).toEqual([]);
    expect(errorsOf('INDIVIDUAL', bare)).toEqual([
      ['/personalDetails', 'REQUIRED'],
      ['/additionalPersonalDetails', 'REQUIRED'],
    ]);
  });

  test('an empty body is told all that it may lack', () => {
    expect(judgeBodyAlone({}, context).map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining([
        '/personalDetails',
        '/corporationDetails',
        '/consentEvidence',
        '/partnerAttestation',
      ]),
    );
  });

  test('what is wrong by itself is wrong for every customer', () => {
    for (const body of [
      {},
      [],
      null,
      'x',
      7,
      { corporationDetails: {} },
      { ...kyc, personalDetails: {} },
      { ...kyb, x: 1 },
    ]) {
      expect(judgeBodyAlone(body, context)).not.toEqual([]);
      for (const type of TYPES) expect(errorsOf(type, body)).not.toEqual([]);
    }
  });

  test('a body with both sections is judged in full by the one that belongs', () => {
    const { firstName: _, ...nameless } = kyc.personalDetails;
    const body = { ...kyc, personalDetails: nameless, corporationDetails: {} };
    expect(errorsOf('INDIVIDUAL', body)).toEqual([
      ...mismatch('corporationDetails'),
      ['/personalDetails/firstName', 'REQUIRED'],
    ]);
  });

  test('the form is what was sent, to the letter', () => {
    const body = { ...kyc, personalDetails: { ...kyc.personalDetails, firstName: '  Jane ' } };
    const sent = JSON.stringify(body);
    expect(JSON.stringify(judgeForm('INDIVIDUAL', body, context).form)).toBe(sent);
  });
});
