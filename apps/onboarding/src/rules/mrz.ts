import { alpha3ToAlpha2 } from 'i18n-iso-countries';
import { token_set_ratio as tokenSetRatio } from 'fuzzball';
import { parse } from 'mrz';
import type { PersonIdentity, SupportingDocument } from '../forms';
import { latinWords } from './names';

/** What the zone and the form disagree about; the words are shown to partners. */
export type MrzDisagreement =
  'check digits' | 'name' | 'date of birth' | 'nationality' | 'document number' | 'date of expiry';

type Fields = Record<string, string | null>;

/** Names in the zone are cut off and written in letters of their own country's choice. */
const SAME_NAME_SCORE = 75;

/** The lines as they are printed, also where they were sent as one. */
function linesOf(mrz: string): string[] {
  const lines = mrz
    .toUpperCase()
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/\s/g, ''))
    .filter((line) => line !== '');
  const [only = ''] = lines;
  if (lines.length > 1) return lines;
  if (only.length === 90) return [only.slice(0, 30), only.slice(30, 60), only.slice(60)];
  return [only.slice(0, only.length / 2), only.slice(only.length / 2)];
}

/** What a document's machine-readable zone and the form disagree about; null where no zone can be read. */
export function mrzDisagreements(
  mrz: string,
  document: SupportingDocument,
  holder: PersonIdentity | undefined,
): MrzDisagreement[] | null {
  const zone = read(mrz);
  if (!zone) return null;
  const { fields, checkDigits } = zone;
  const found: [MrzDisagreement, boolean][] = [
    ['check digits', !checkDigits],
    ['document number', differs(fields.documentNumber, document.documentNumber)],
    ['date of expiry', differsAsDate(fields.expirationDate, document.expiresOn)],
    ['date of birth', differsAsDate(fields.birthDate, holder?.dateOfBirth)],
    ['nationality', holder !== undefined && hasOtherNationality(fields.nationality, holder)],
    ['name', holder !== undefined && hasOtherName(fields, holder)],
  ];
  return found.flatMap(([what, wrong]) => (wrong ? [what] : []));
}

function read(mrz: string): { fields: Fields; checkDigits: boolean } | null {
  try {
    const { fields, details } = parse(linesOf(mrz));
    const checks = details.filter(({ field }) => field?.endsWith('CheckDigit'));
    return { fields: fields, checkDigits: checks.every(({ valid }) => valid) };
  } catch {
    // The library throws for lines that are no zone of a known format.
    return null;
  }
}

function plain(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

function differs(inZone: string | null | undefined, inForm: string | undefined): boolean {
  return !!inZone && inForm !== undefined && plain(inZone) !== plain(inForm);
}

/** The zone has no century. */
function differsAsDate(inZone: string | null | undefined, inForm: string | undefined): boolean {
  return differs(inZone, inForm?.slice(2));
}

/** Codes of no country (refugees, organisations) say nothing about a nationality. */
function hasOtherNationality(code: string | null | undefined, holder: PersonIdentity): boolean {
  const country = code ? alpha3ToAlpha2(code) : undefined;
  return !!country && ![holder.nationality, ...(holder.otherNationalities ?? [])].includes(country);
}

function hasOtherName({ firstName, lastName }: Fields, holder: PersonIdentity): boolean {
  const inZone = latinWords([firstName, lastName].filter(Boolean).join(' ')).join(' ');
  const { firstName: first, middleName, lastName: last, aliases = [] } = holder;
  const names = [[first, middleName, last].filter(Boolean).join(' '), ...aliases];
  return (
    inZone !== '' &&
    !names.some((name) => tokenSetRatio(inZone, latinWords(name).join(' ')) >= SAME_NAME_SCORE)
  );
}
