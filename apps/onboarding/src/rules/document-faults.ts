import type { DocumentReference } from '../forms';
import type { RuleSet } from './rule-set';
import type { DocumentFiles } from './rules.types';

/** Why a document that is there can't be used. */
export type DocumentFault = 'FILE_REJECTED' | 'EXPIRED' | 'TOO_OLD';

/** Local date of an instant in UTC, `YYYY-MM-DD`. */
export function utcDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The same day so many months earlier; the month's last day where it has no such day. */
export function monthsBefore(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return utcDate(new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastDay))));
}

export function yearsBefore(date: string, years: number): string {
  return monthsBefore(date, years * 12);
}

/** Judges each document as of today. */
export function faultFinder(
  files: DocumentFiles,
  rules: RuleSet,
  now: Date,
): (reference: DocumentReference) => DocumentFault | null {
  const today = utcDate(now);
  const oldestProof = monthsBefore(today, rules.proofOfAddressMaxAgeMonths);
  return ({ document: { documentType, fileAssetId, expiresOn, issuedOn } }) => {
    if (files.get(fileAssetId)?.status === 'REJECTED') return 'FILE_REJECTED';
    if (expiresOn !== undefined && expiresOn < today) return 'EXPIRED';
    return documentType === 'PROOF_OF_ADDRESS' && issuedOn !== undefined && issuedOn < oldestProof
      ? 'TOO_OLD'
      : null;
  };
}
