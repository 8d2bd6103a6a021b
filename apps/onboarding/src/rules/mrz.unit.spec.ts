import kycExample from '../forms/examples/kyc-submission.json';
import type { KycSubmission, SupportingDocument } from '../forms';
import { mrzDisagreements } from './mrz';

const { personalDetails, supportingDocuments } = kycExample as unknown as KycSubmission;

/** ICAO's specimen holder, whose state exists nowhere. */
const ANNA = {
  ...personalDetails,
  firstName: 'Anna',
  middleName: 'Maria',
  lastName: 'Eriksson',
  dateOfBirth: '1974-08-12',
};
const PASSPORT: SupportingDocument = {
  ...supportingDocuments[0]!,
  documentNumber: 'L898902C3',
  expiresOn: '2012-04-15',
};
const TOP = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
const BOTTOM = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';
const TD3 = `${TOP}\n${BOTTOM}`;

describe('a machine-readable zone', () => {
  it.each([
    ['two lines', TD3],
    ['one line', TOP + BOTTOM],
    ['lines with spaces and returns', ` ${TOP} \r\n${BOTTOM.toLowerCase()}\r\n`],
    [
      'an identity card',
      'I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    ],
  ])('agrees with its holder: %s', (_, mrz) => {
    const { documentNumber: __, ...unnumbered } = PASSPORT;
    expect(mrzDisagreements(mrz, unnumbered, ANNA)).toEqual([]);
  });

  it.each([
    ['the number', { ...PASSPORT, documentNumber: 'L898902C4' }, ANNA, ['document number']],
    ['its expiry', { ...PASSPORT, expiresOn: '2012-04-16' }, ANNA, ['date of expiry']],
    ['the birth', PASSPORT, { ...ANNA, dateOfBirth: '1974-08-13' }, ['date of birth']],
    ['the name', PASSPORT, { ...ANNA, firstName: 'Bertil', middleName: 'O', lastName: 'Q' }, ['name']],
  ] as const)('disagrees about %s', (_, document, holder, about) => {
    expect(mrzDisagreements(TD3, document, holder)).toEqual(about);
  });

  it('disagrees about a nationality that exists', () => {
    const swedish = TD3.replaceAll('UTO', 'SWE');
    expect(mrzDisagreements(swedish, PASSPORT, { ...ANNA, nationality: 'SG' })).toContain('nationality');
    expect(mrzDisagreements(swedish, PASSPORT, { ...ANNA, otherNationalities: ['SE'] })).not.toContain(
      'nationality',
    );
  });

  it('is checked by its digits', () => {
    expect(mrzDisagreements(TD3.replace('7408122', '7408123'), PASSPORT, ANNA)).toContain('check digits');
  });

  it('knows names of other scripts, and those of one word', () => {
    const zone = (name: string) => `P<UTO${name.padEnd(39, '<')}\n${BOTTOM}`;
    const named = (firstName: string, lastName?: string) => ({
      ...ANNA,
      firstName,
      middleName: undefined,
      lastName,
    });
    expect(mrzDisagreements(zone('MUELLER<<JOERG'), PASSPORT, named('Jörg', 'Müller'))).toEqual([]);
    expect(mrzDisagreements(zone('DRAZHICH<<VIKTOR'), PASSPORT, named('Виктор', 'Дражич'))).toEqual([]);
    expect(mrzDisagreements(zone('SUHARTO'), PASSPORT, named('Suharto'))).toEqual([]);
  });

  it.each(['', 'x', 'P<UTO', TOP, `${TOP}\n${BOTTOM}\n${BOTTOM}`])('can not be read: %j', (mrz) => {
    expect(mrzDisagreements(mrz, PASSPORT, ANNA)).toBeNull();
  });

  it('of a company has no holder', () => {
    expect(mrzDisagreements(TD3, PASSPORT, undefined)).toEqual([]);
  });
});
