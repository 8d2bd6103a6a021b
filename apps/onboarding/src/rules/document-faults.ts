import { isKyb, type DocumentReference, type PersonIdentity, type SubmissionForm } from '../forms';
import { mrzDisagreements, type MrzDisagreement } from './mrz';
import type { RuleSet } from './rule-set';
import type { DocumentFiles } from './rules.types';

/** Why a document that is there can't be used. */
export interface DocumentFault {
  readonly kind: 'FILE_REJECTED' | 'EXPIRED' | 'TOO_OLD' | 'MRZ_UNREADABLE' | 'MRZ_MISMATCH';
  /** What zone and form disagree about. */
  readonly about?: readonly MrzDisagreement[];
}

/** Local date of an instant in UTC, `YYYY-MM-DD`. */
export function utcDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The same day so many months earlier; the month's last day where it has no such day. */
function monthsBefore(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return utcDate(new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastDay))));
}

export function yearsBefore(date: string, years: number): string {
  return monthsBefore(date, years * 12);
}

/** Judges each document as of today, and against whom it is about. */
export function faultFinder(
  form: SubmissionForm,
  files: DocumentFiles,
  rules: RuleSet,
  now: Date,
): (reference: DocumentReference) => DocumentFault | null {
  const today = utcDate(now);
  const oldestProof = monthsBefore(today, rules.proofOfAddressMaxAgeMonths);
  return (reference) => {
    const { documentType, fileAssetId, expiresOn, issuedOn } = reference.document;
    if (files.get(fileAssetId)?.status === 'REJECTED') return { kind: 'FILE_REJECTED' };
    if (expiresOn !== undefined && expiresOn < today) return { kind: 'EXPIRED' };
    if (documentType === 'PROOF_OF_ADDRESS' && issuedOn !== undefined && issuedOn < oldestProof) {
      return { kind: 'TOO_OLD' };
    }
    return mrzFault(form, reference);
  };
}

function mrzFault(form: SubmissionForm, { document, personRef }: DocumentReference): DocumentFault | null {
  if (document.mrz === undefined) return null;
  const about = mrzDisagreements(document.mrz, document, holderOf(form, personRef));
  if (!about) return { kind: 'MRZ_UNREADABLE' };
  return about.length > 0 ? { kind: 'MRZ_MISMATCH', about } : null;
}

/** Nobody where the document is a company's. */
function holderOf(form: SubmissionForm, personRef: string | null): PersonIdentity | undefined {
  if (!isKyb(form)) return form.personalDetails;
  const persons = form.additionalCorporationDetails.relatedPersons;
  return persons.find((one) => one.personRef === personRef)?.personalDetails;
}
