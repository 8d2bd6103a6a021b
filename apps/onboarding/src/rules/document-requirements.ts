import { customerTypeOf, documentsOf, type DocumentReference, type SubmissionForm } from '../forms';
import { faultFinder, type DocumentFault } from './document-faults';
import { documentSlots, type DocumentSlot } from './document-slots';
import { renewalRequirement } from './documents-expire';
import { CUSTOMER_SUBJECT, dataAnswer, documentAnswer, draft, uploadOf } from './drafts';
import type { RuleSet } from './rule-set';
import type { DocumentFiles, RequirementDraft, RequirementSeverity } from './rules.types';

interface Judged {
  readonly reference: DocumentReference;
  readonly fault: DocumentFault | null;
}

/**
 * Documents that are missing, and those that are there and can't be used.
 * @param renewBy of those that expire by that day others were asked for: they don't do any more
 */
export function documentRequirements(
  form: SubmissionForm,
  files: DocumentFiles,
  rules: RuleSet,
  now: Date,
  renewBy: string | null,
): RequirementDraft[] {
  const faultOf = faultFinder(form, files, rules, now);
  const documents = documentsOf(form).map((reference) => ({ reference, fault: faultOf(reference) }));
  const byList = new Map<string, Judged[]>();
  for (const one of documents) byList.set(listOf(one), [...(byList.get(listOf(one)) ?? []), one]);
  const judged = documentSlots(form, rules).map((slot) => ({
    slot,
    candidates: (byList.get(slot.list) ?? []).filter(({ reference }) =>
      slot.anyOf.includes(reference.document.documentType),
    ),
  }));
  const inSlots = new Set(judged.flatMap(({ candidates }) => candidates));
  return [
    ...judged.flatMap(
      ({ slot, candidates }) =>
        renewalDrafts(form, rules, slot, candidates, renewBy) ?? slotDrafts(form, rules, slot, candidates),
    ),
    ...documents
      .filter((one) => !inSlots.has(one))
      .flatMap((one) => faultDrafts(form, rules, one, [one.reference.document.documentType], 'ADVISORY')),
  ];
}

function listOf({ reference }: Judged): string {
  return reference.pointer.slice(0, reference.pointer.lastIndexOf('/'));
}

/**
 * Where only documents that others were asked for can be used: the one given last can't be, or doesn't last any
 * longer. Undefined where nothing is to be renewed, or was.
 */
function renewalDrafts(
  form: SubmissionForm,
  rules: RuleSet,
  slot: DocumentSlot,
  candidates: readonly Judged[],
  renewBy: string | null,
): RequirementDraft[] | undefined {
  const usable = candidates.filter((one) => one.fault === null);
  const lastDay = usable
    .map(({ reference }) => reference.document.expiresOn ?? 'never')
    .toSorted()
    .at(-1);
  const given = candidates.at(-1);
  if (renewBy === null || !given || lastDay === undefined || lastDay > renewBy) return undefined;
  if (given.fault) return faultDrafts(form, rules, given, slot.anyOf, 'BLOCKING');
  return renewalRequirement(form, rules, slot, lastDay);
}

function slotDrafts(
  form: SubmissionForm,
  rules: RuleSet,
  slot: DocumentSlot,
  candidates: readonly Judged[],
): RequirementDraft[] {
  const usable = candidates.filter((one) => one.fault === null);
  const [first, ...more] = candidates.filter((one) => one.fault !== null);
  if (usable.length > 0) {
    const rejected = candidates.filter((one) => one.fault?.kind === 'FILE_REJECTED');
    return [
      ...rejected.flatMap((one) => faultDrafts(form, rules, one, slot.anyOf, 'ADVISORY')),
      ...undatedDrafts(form, rules, usable),
    ];
  }
  if (!first) return [missingDocument(form, rules, slot)];
  return [
    ...faultDrafts(form, rules, first, slot.anyOf, 'BLOCKING'),
    ...more.flatMap((one) => faultDrafts(form, rules, one, slot.anyOf, 'ADVISORY')),
  ];
}

/** Asks for the document of a slot. */
function missingDocument(form: SubmissionForm, rules: RuleSet, slot: DocumentSlot): RequirementDraft {
  return draft(
    {
      code: 'DOCUMENT_REQUIRED',
      pointer: slot.list,
      subject: slot.subject,
      title: slot.title,
      detail: uploadOf(slot.anyOf),
      severity: 'BLOCKING',
      about: slot.anyOf.join('|'),
    },
    documentAnswer(customerTypeOf(form), slot.anyOf),
    rules,
  );
}

const FAULTS = {
  FILE_REJECTED: {
    code: 'DOCUMENT_REJECTED',
    title: 'File rejected',
    detail: 'The file was rejected. Give another.',
  },
  EXPIRED: {
    code: 'DOCUMENT_EXPIRED',
    title: 'Document expired',
    detail: 'The document has expired. Give a valid one.',
  },
  TOO_OLD: {
    code: 'DOCUMENT_EXPIRED',
    title: 'Document too old',
    detail: 'The document was issued too long ago. Give a newer one.',
  },
  MRZ_UNREADABLE: {
    code: 'DOCUMENT_UNREADABLE',
    title: 'Machine-readable zone unreadable',
    detail:
      'The machine-readable zone can not be read. Give its lines as they are printed, or another document.',
  },
  MRZ_MISMATCH: {
    code: 'DOCUMENT_MISMATCH',
    title: 'Document and form disagree',
    detail: 'The machine-readable zone and the form disagree.',
  },
} as const satisfies Record<DocumentFault['kind'], object>;

function detailOf({ kind, about }: DocumentFault): string {
  return about
    ? `The machine-readable zone and the form disagree about: ${about.join(', ')}.`
    : FAULTS[kind].detail;
}

function subjectOf({ personRef }: DocumentReference): RequirementDraft['subject'] {
  return personRef === null ? CUSTOMER_SUBJECT : { type: 'PERSON', ref: personRef };
}

function faultDrafts(
  form: SubmissionForm,
  rules: RuleSet,
  { reference, fault }: Judged,
  anyOf: DocumentSlot['anyOf'],
  severity: RequirementSeverity,
): RequirementDraft[] {
  if (!fault) return [];
  const { pointer, document } = reference;
  const ask = {
    ...FAULTS[fault.kind],
    detail: detailOf(fault),
    pointer,
    subject: subjectOf(reference),
    severity,
    about: `${document.documentType} ${document.fileAssetId}`,
  };
  return [draft(ask, documentAnswer(customerTypeOf(form), anyOf), rules)];
}

/** Without a date nobody can say how old a proof of address is; it may be on the document itself. */
function undatedDrafts(form: SubmissionForm, rules: RuleSet, usable: readonly Judged[]): RequirementDraft[] {
  const proofs = usable.filter(({ reference }) => reference.document.documentType === 'PROOF_OF_ADDRESS');
  const first = proofs[0];
  if (!first || proofs.some(({ reference }) => reference.document.issuedOn !== undefined)) return [];
  const pointer = `${first.reference.pointer}/issuedOn`;
  const answer = dataAnswer(customerTypeOf(form), pointer);
  if (!answer) return [];
  const ask = {
    code: 'FIELD_CLARIFICATION',
    pointer,
    subject: subjectOf(first.reference),
    title: 'Date of issue',
    detail: 'Say when the proof of address was issued.',
    severity: 'ADVISORY',
    about: first.reference.document.fileAssetId,
  } as const;
  return [draft(ask, answer, rules)];
}
