import type { CustomerType, FieldErrorCode } from '@oceafin/contracts';
import { withValueAt } from '../rules/json-place';
import { errorsOf, FULL, TYPES } from './examples/mutations';

const TEXTS = {
  INDIVIDUAL: [
    ...[
      'firstName',
      'middleName',
      'lastName',
      'nativeName',
      'aliases/0',
      'placeOfBirth/city',
      'nationalId/type',
    ],
    ...[
      'nationalId/number',
      'residentialAddress/state',
      'residentialAddress/city',
      'residentialAddress/postcode',
    ],
    ...['residentialAddress/addressLine1', 'residentialAddress/addressLine2', 'contactNumber/phoneNumber'],
    ...['taxResidencies/0/taxId', 'taxResidencies/1/noTinReason'],
  ]
    .map((name) => `/personalDetails/${name}`)
    .concat(
      ...['/additionalPersonalDetails/occupation', '/additionalPersonalDetails/politicalExposure/position'],
      ...['/supportingDocuments/0/documentNumber', '/consentEvidence/consents/0/version'],
      ...['/partnerAttestation/attestedBy/name', '/partnerAttestation/attestedBy/role'],
      '/partnerAttestation/statementVersion',
    ),
  CORPORATE: [
    ...['fullCompanyName', 'tradingNames/0', 'businessRegistrationNo', 'taxId'].map(
      (name) => `/corporationDetails/${name}`,
    ),
    ...['firstName', 'lastName'].map((name) => `/corporationDetails/contactPerson/${name}`),
    ...['industry', 'industryCode/code', 'relatedPersons/0/personRef', 'relatedEntities/0/name'].map(
      (name) => `/additionalCorporationDetails/${name}`,
    ),
    ...['registrationNo', 'listedOn', 'regulatedBy'].map(
      (name) => `/additionalCorporationDetails/relatedEntities/0/${name}`,
    ),
  ],
};

describe.each(TYPES)('single lines of a %s submission', (type) => {
  const full = FULL[type];
  test.each(TEXTS[type])('%s has 1 to 200 code points without control characters', (place) => {
    const codes = (value: string) =>
      errorsOf(type, withValueAt(full, place, value)).filter(([at]) => at === place);
    expect(codes('')).toEqual([[place, 'TOO_SHORT']]);
    expect(codes('𝒳')).toEqual([]);
    expect(codes('𝒳'.repeat(200))).toEqual([]);
    expect(codes('x'.repeat(201))).toEqual([[place, 'TOO_LONG']]);
    for (const control of ['\u0000', '\n', '\t', '\u001f', '\u007f', '\u0085', '\ud800']) {
      expect(codes(`a${control}b`)).toEqual([[place, 'INVALID_FORMAT']]);
    }
  });
});

const BAD: [CustomerType, string, unknown, FieldErrorCode][] = [
  ['INDIVIDUAL', '/personalDetails/nationality', 'XX', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/personalDetails/nationality', 'sg', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/personalDetails/nationality', 'SGP', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/personalDetails/dateOfBirth', '1990-02-30', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/personalDetails/dateOfBirth', '1990-4-12', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/personalDetails/dateOfBirth', '2026-06-30', 'DATE_IN_FUTURE'],
  ['INDIVIDUAL', '/personalDetails/aliases', ['Jo', 'Jo'], 'DUPLICATE'],
  ['INDIVIDUAL', '/personalDetails/otherNationalities', ['GB', 'GB'], 'DUPLICATE'],
  ['INDIVIDUAL', '/personalDetails/contactNumber/countryCode', '65', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/personalDetails/contactNumber/countryCode', '+065', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/personalDetails/email', 'jane@', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/personalDetails/taxResidencies', [], 'TOO_SHORT'],
  ['INDIVIDUAL', '/additionalPersonalDetails/purposesOfAccountOpening', [], 'TOO_SHORT'],
  ['INDIVIDUAL', '/additionalPersonalDetails/purposesOfAccountOpening/0', 'FUN', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/additionalPersonalDetails/sourceOfFunds', ['GIFT', 'GIFT'], 'DUPLICATE'],
  ['INDIVIDUAL', '/additionalPersonalDetails/sourceOfWealth/0', 'LOTTERY', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/additionalPersonalDetails/politicalExposure/status', 'MAYBE', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/additionalPersonalDetails/politicalExposure/since', '2026-07-01', 'DATE_IN_FUTURE'],
  ['INDIVIDUAL', '/supportingDocuments/0/documentType', 'LIBRARY_CARD', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/supportingDocuments/0/fileAssetId', 'not-a-uuid', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/supportingDocuments/0/issuedOn', '2026-06-30', 'DATE_IN_FUTURE'],
  ['INDIVIDUAL', '/supportingDocuments/0/expiresOn', 'soon', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/consentEvidence/consents/0/type', 'COOKIES', 'INVALID_VALUE'],
  ['INDIVIDUAL', '/consentEvidence/consents/0/textSha256', 'ABC', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/consentEvidence/displayedAt', '2026-06-28', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/consentEvidence/acceptedAt', '2026-06-28T12:05:00.001Z', 'DATE_IN_FUTURE'],
  ['INDIVIDUAL', '/consentEvidence/ipAddress', '203.0.113.256', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/consentEvidence/userAgent', 'x'.repeat(1001), 'TOO_LONG'],
  ['INDIVIDUAL', '/consentEvidence/locale', 'english, please', 'INVALID_FORMAT'],
  ['INDIVIDUAL', '/consentEvidence/channel', 'PIGEON', 'INVALID_VALUE'],
  [
    'INDIVIDUAL',
    '/partnerAttestation/attestedByClientId',
    'client_globex_sandbox',
    'ATTESTATION_CLIENT_MISMATCH',
  ],
  ['INDIVIDUAL', '/partnerAttestation/attestedAt', '2026-06-28T20:06:00+08:00', 'DATE_IN_FUTURE'],
  ['INDIVIDUAL', '/partnerAttestation/dataCollectedByPartner', false, 'NOT_ATTESTED'],
  ['INDIVIDUAL', '/partnerAttestation/authorisedToSubmit', false, 'NOT_ATTESTED'],
  ['CORPORATE', '/corporationDetails/companyType', 'GUILD', 'INVALID_VALUE'],
  ['CORPORATE', '/corporationDetails/dateOfIncorporation', '2027-01-01', 'DATE_IN_FUTURE'],
  ['CORPORATE', '/corporationDetails/website', 'ftp://example.com', 'INVALID_FORMAT'],
  ['CORPORATE', '/corporationDetails/website', 'javascript:alert(1)', 'INVALID_FORMAT'],
  ['CORPORATE', '/corporationDetails/email', 'x', 'INVALID_FORMAT'],
  ['CORPORATE', '/additionalCorporationDetails/descriptionOfBusiness', 'x'.repeat(1001), 'TOO_LONG'],
  ['CORPORATE', '/additionalCorporationDetails/industryCode/scheme', 'SIC', 'INVALID_VALUE'],
  ['CORPORATE', '/additionalCorporationDetails/expectedMonthlyVolume/currency', 'ZZZ', 'INVALID_VALUE'],
  ['CORPORATE', '/additionalCorporationDetails/expectedMonthlyVolume/amount', '-1', 'INVALID_FORMAT'],
  ['CORPORATE', '/additionalCorporationDetails/expectedMonthlyVolume/amount', '1e6', 'INVALID_FORMAT'],
  ['CORPORATE', '/additionalCorporationDetails/relatedPersons/0/roles', [], 'TOO_SHORT'],
  ['CORPORATE', '/additionalCorporationDetails/relatedPersons/0/roles/0', 'KING', 'INVALID_VALUE'],
  ['CORPORATE', '/additionalCorporationDetails/relatedPersons/0/ownershipPercent', 0, 'OUT_OF_RANGE'],
  ['CORPORATE', '/additionalCorporationDetails/relatedPersons/0/ownershipPercent', 100.01, 'OUT_OF_RANGE'],
  ['CORPORATE', '/additionalCorporationDetails/relatedPersons/0/ownershipPercent', 33.333, 'INVALID_FORMAT'],
  ['CORPORATE', '/additionalCorporationDetails/relatedPersons/1/personRef', 'mei-tan', 'DUPLICATE'],
  ['CORPORATE', '/additionalCorporationDetails/relatedEntities/1/entityRef', 'holding', 'DUPLICATE'],
  ['CORPORATE', '/additionalCorporationDetails/relatedEntities/1/entityRef', 'mei-tan', 'DUPLICATE'],
  ['CORPORATE', '/additionalCorporationDetails/ownerships/0/ownerRef', 'nobody', 'INVALID_VALUE'],
  ['CORPORATE', '/additionalCorporationDetails/ownerships/0/ownerRef', '__proto__', 'INVALID_VALUE'],
  ['CORPORATE', '/additionalCorporationDetails/ownerships/0/ownedRef', 'mei-tan', 'INVALID_VALUE'],
  ['CORPORATE', '/additionalCorporationDetails/ownerships/0/percent', -1, 'OUT_OF_RANGE'],
];

test.each(BAD)('%s %s refuses %j with %s', (type, place, value, code) => {
  const found = errorsOf(type, withValueAt(FULL[type], place, value));
  expect(found.filter(([at]) => at.startsWith(place)).map(([, given]) => given)).toEqual([code]);
});

const GOOD: [CustomerType, string, unknown][] = [
  ['INDIVIDUAL', '/personalDetails/residentialAddress/postcode', 'anything at all'],
  ['INDIVIDUAL', '/personalDetails/contactNumber/phoneNumber', 'ask at the desk'],
  ['INDIVIDUAL', '/personalDetails/contactNumber/countryCode', '+998'],
  ['INDIVIDUAL', '/personalDetails/dateOfBirth', '2026-06-29'],
  ['INDIVIDUAL', '/personalDetails/aliases', []],
  ['INDIVIDUAL', '/personalDetails/firstName', 'عبد الرحمن'],
  ['INDIVIDUAL', '/personalDetails/firstName', 'e\u0301'],
  ['INDIVIDUAL', '/personalDetails/email', "o'neill+kyc@sub.example.co.uk"],
  ['INDIVIDUAL', '/supportingDocuments', []],
  ['INDIVIDUAL', '/supportingDocuments/0/expiresOn', '2020-01-01'],
  ['INDIVIDUAL', '/consentEvidence/ipAddress', '2001:db8::1'],
  ['INDIVIDUAL', '/consentEvidence/acceptedAt', '2026-06-28T12:05:00.000Z'],
  ['INDIVIDUAL', '/consentEvidence/locale', 'zh-Hant-TW'],
  ['CORPORATE', '/corporationDetails/businessRegistrationNo', '???'],
  ['CORPORATE', '/additionalCorporationDetails/expectedMonthlyVolume/amount', '0.5'],
  ['CORPORATE', '/additionalCorporationDetails/relatedPersons/1/ownershipPercent', 0.01],
];

test.each(GOOD)('%s %s accepts %j', (type, place, value) => {
  expect(errorsOf(type, withValueAt(FULL[type], place, value))).toEqual([]);
});
