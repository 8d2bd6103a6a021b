import { stdnum } from 'stdnum';

/** The library's names of the numbers that a country's companies register under; any of them will do. */
const REGISTERED_UNDER: Record<string, readonly string[]> = {
  AT: ['businessid'],
  AU: ['acn', 'abn'],
  CA: ['bn'],
  CH: ['uid'],
  CN: ['uscc'],
  CZ: ['ico'],
  DK: ['cvr'],
  EE: ['registrikood'],
  FI: ['ytunnus'],
  FR: ['siren', 'siret'],
  JP: ['cn'],
  KR: ['brn'],
  NO: ['orgnr'],
  PT: ['nipc'],
  SE: ['orgnr'],
  SG: ['uen'],
  TW: ['ubn'],
  UA: ['edrpou'],
};

/** Whether the number is formed as its country's company numbers are; any is, where the form isn't known. */
export function isPlausibleCompanyNumber(country: string, number: string): boolean {
  const kinds = (REGISTERED_UNDER[country] ?? []).flatMap((kind) => stdnum[country]?.[kind] ?? []);
  return kinds.length === 0 || kinds.some((kind) => kind.validate(number.trim()).isValid);
}
