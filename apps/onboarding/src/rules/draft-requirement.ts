import { DOCUMENT_TYPES, type DocumentType, type RequirementCode } from '@oceafin/contracts';
import { customerTypeOf, documentsOf, isKyb, type SubmissionForm } from '../forms';
import { CUSTOMER_SUBJECT, dataAnswer, documentAnswer, draft, inWords, type Ask, uploadOf } from './drafts';
import { tokensOf, valueAt } from './json-place';
import { unexplainedOwners } from './person-requirements';
import type { RuleSet } from './rule-set';
import type { RequirementDraft, RequirementSubject } from './rules.types';

/** What somebody asks for by code and pointer: an operator or the sandbox. */
export interface RequirementWish {
  readonly code: RequirementCode;
  readonly pointer: string;
  /** Text for the partner; without it a general one. */
  readonly detail?: string;
  readonly documentTypes?: readonly DocumentType[];
}

const TITLES: Record<RequirementCode, string> = {
  DOCUMENT_REQUIRED: 'Document required',
  DOCUMENT_EXPIRED: 'Document expired',
  DOCUMENT_REJECTED: 'File rejected',
  DOCUMENT_UNREADABLE: 'Document unreadable',
  DOCUMENT_MISMATCH: 'Document and form disagree',
  FIELD_CLARIFICATION: 'Clarification',
  RELATED_PERSON_REQUIRED: 'A related person is missing',
  OWNERSHIP_UNEXPLAINED: 'Owners are missing',
  REVERIFICATION: 'Verification is due again',
  ATTESTATION_REQUIRED: 'Attestation required',
};

/** A requirement in full; undefined where the pointer names nothing that can be answered. */
export function draftRequirement(
  wish: RequirementWish,
  form: SubmissionForm,
  rules: RuleSet,
): RequirementDraft | undefined {
  const { code, pointer, documentTypes } = wish;
  if (!isAnswerable(form, pointer)) return undefined;
  const ask = (title: string, detail: string, about: string): Ask => ({
    ...{ code, pointer, title, about, severity: 'BLOCKING' },
    subject: subjectAt(form, pointer),
    detail: wish.detail ?? detail,
  });
  const anyOf = documentTypesAt(form, pointer, documentTypes);
  if (anyOf) {
    const title = code === 'DOCUMENT_REQUIRED' ? sentence(inWords(anyOf)) : TITLES[code];
    const detail = uploadOf(anyOf);
    return draft(ask(title, detail, anyOf.join('|')), documentAnswer(customerTypeOf(form), anyOf), rules);
  }
  if (code === 'OWNERSHIP_UNEXPLAINED') {
    if (!isKyb(form)) return undefined;
    const owners = unexplainedOwners(form, rules);
    return { ...owners, detail: wish.detail ?? owners.detail };
  }
  const answered = code === 'RELATED_PERSON_REQUIRED' ? `${pointer}/-` : pointer;
  const answer = dataAnswer(customerTypeOf(form), answered);
  return answer && draft(ask(TITLES[code], 'Confirm, correct or complete this.', pointer), answer, rules);
}

/** A member may be missing, an item of a list may not: an answer would have no place. */
function isAnswerable(form: SubmissionForm, pointer: string): boolean {
  if (!pointer.startsWith('/')) return false;
  const parent = valueAt(form, pointer.slice(0, pointer.lastIndexOf('/')));
  return Array.isArray(parent) ? valueAt(form, pointer) !== undefined : parent !== undefined;
}

/** The types that will do where `pointer` names a list of documents or one of them; undefined elsewhere. */
function documentTypesAt(
  form: SubmissionForm,
  pointer: string,
  wished: readonly DocumentType[] | undefined,
): readonly DocumentType[] | undefined {
  const named = wished && wished.length > 0 ? wished : undefined;
  if (pointer.endsWith('/supportingDocuments')) return named ?? DOCUMENT_TYPES;
  const known = documentsOf(form).find((reference) => reference.pointer === pointer);
  return known && (named ?? [known.document.documentType]);
}

function subjectAt(form: SubmissionForm, pointer: string): RequirementSubject {
  const [section, list, index] = tokensOf(pointer);
  if (!isKyb(form) || section !== 'additionalCorporationDetails') return CUSTOMER_SUBJECT;
  const { relatedPersons, relatedEntities = [] } = form.additionalCorporationDetails;
  const person = list === 'relatedPersons' ? relatedPersons[Number(index)] : undefined;
  const entity = list === 'relatedEntities' ? relatedEntities[Number(index)] : undefined;
  if (person) return { type: 'PERSON', ref: person.personRef };
  return entity ? { type: 'ENTITY', ref: entity.entityRef } : CUSTOMER_SUBJECT;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
