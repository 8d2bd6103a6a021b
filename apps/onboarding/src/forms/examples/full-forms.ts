import kyb from './kyb-submission.json';
import kyc from './kyc-submission.json';

/** The examples with every optional member filled: what the specs mutate. */

const address = {
  country: 'DE',
  state: 'Berlin',
  city: 'Berlin',
  postcode: '10115',
  addressLine1: 'Invalidenstraße 1',
  addressLine2: 'Hof',
};

const identity = {
  firstName: 'Jane',
  middleName: 'Q',
  lastName: 'Partner',
  nativeName: '簡・パートナー',
  aliases: ['Janey', 'J. P.'],
  dateOfBirth: '1990-04-12',
  placeOfBirth: { country: 'SG', city: 'Singapore' },
  nationality: 'SG',
  otherNationalities: ['GB', 'FR'],
  nationalId: { country: 'SG', type: 'NRIC', number: 'S9012345I' },
  residentialAddress: address,
  contactNumber: { countryCode: '+65', phoneNumber: '81234567' },
  email: 'jane.partner@example.com',
  taxResidencies: [
    { country: 'SG', taxId: 'S9012345I' },
    { country: 'AE', noTinReason: 'The country issues none' },
  ],
};

const politicalExposure = { status: 'PEP', position: 'Mayor', since: '2019-01-01' };

const document = {
  documentType: 'PASSPORT',
  fileAssetId: '00000000-0000-4000-8000-000000000001',
  issuingCountry: 'SG',
  documentNumber: 'K1234567E',
  issuedOn: '2021-05-01',
  expiresOn: '2031-05-01',
  mrz: 'P<SGPPARTNER<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<\nK1234567E9SGP9004126F3105013<<<<<<<<<<<<<<02',
};

const consentEvidence = {
  ...kyc.consentEvidence,
  consents: [...kyc.consentEvidence.consents, { type: 'DATA_SHARING', version: '1', text: 'Line\nby line.' }],
};

export const fullKyc = {
  ...kyc,
  personalDetails: identity,
  additionalPersonalDetails: { ...kyc.additionalPersonalDetails, politicalExposure },
  supportingDocuments: [document, ...kyc.supportingDocuments.slice(1)],
  consentEvidence,
};

const [mei, oliver] = kyb.additionalCorporationDetails.relatedPersons;

export const fullKyb = {
  ...kyb,
  corporationDetails: {
    ...kyb.corporationDetails,
    registeredAddress: address,
    principalPlaceOfBusiness: address,
    lei: '529900T8BM49AURSDO55',
  },
  additionalCorporationDetails: {
    ...kyb.additionalCorporationDetails,
    industryCode: { scheme: 'SSIC', code: '46594' },
    relatedPersons: [
      { ...mei, politicalExposure, personalDetails: identity, supportingDocuments: [document] },
      { ...oliver, ownershipPercent: 10.25 },
    ],
    relatedEntities: [
      {
        entityRef: 'holding',
        name: 'Harbour Holding AG',
        registrationNo: 'CHE-123.456.788',
        country: 'CH',
        lei: '529900T8BM49AURSDO55',
        listedOn: 'SIX',
        regulatedBy: 'FINMA',
        ownershipPercent: 29.75,
      },
      { entityRef: 'trust', name: 'Trust', registrationNo: '1', country: 'JE' },
    ],
    ownerships: [
      { ownerRef: 'mei-tan', ownedRef: 'holding', percent: 33.33 },
      { ownerRef: 'trust', ownedRef: 'holding', percent: 66.67 },
    ],
  },
  consentEvidence,
};
