import type { CustomerType, DocumentType, RequirementCode } from '@oceafin/contracts';
import { schemaAt } from '../forms';
import type { RuleSet } from './rule-set';
import type { RequirementDraft, RequirementSubject, RequirementSeverity } from './rules.types';

export const CUSTOMER_SUBJECT: RequirementSubject = { type: 'CUSTOMER', ref: null };

/** What differs from one requirement to the other; the rest follows. */
export interface Ask {
  readonly code: RequirementCode;
  readonly pointer: string;
  readonly subject: RequirementSubject;
  readonly title: string;
  readonly detail: string;
  readonly severity: RequirementSeverity;
  /** What tells this question from others of the same code about the same subject, in every round. */
  readonly about: string;
}

export function keyOf({ code, subject, about }: Pick<Ask, 'code' | 'subject' | 'about'>): string {
  return JSON.stringify([code, subject.type, subject.ref, about]);
}

type Answered = Pick<RequirementDraft, 'kind' | 'answerSchema' | 'anyOf'>;

export function draft(ask: Ask, answered: Answered, rules: RuleSet): RequirementDraft {
  const { about: _, ...shown } = ask;
  return {
    key: keyOf(ask),
    ...shown,
    ...answered,
    dueDays: ask.severity === 'BLOCKING' ? rules.due.blockingDays : null,
  };
}

/** An answer that is one supporting document of one of these types. */
export function documentAnswer(customerType: CustomerType, anyOf: readonly DocumentType[]): Answered {
  const schema = schemaAt(customerType, '/supportingDocuments/-');
  if (!schema) throw new Error('a submission has no supporting documents');
  const properties = { ...(schema.properties as object), documentType: { type: 'string', enum: [...anyOf] } };
  const answerSchema = { ...schema, properties };
  return { kind: 'DOCUMENT', anyOf: [...anyOf], answerSchema };
}

const KINDS: Record<string, RequirementDraft['kind']> = {
  '/consentEvidence': 'CONSENT',
  '/partnerAttestation': 'ATTESTATION',
};

/** An answer that is what the submission has at `pointer`; undefined where it can have nothing there. */
export function dataAnswer(customerType: CustomerType, pointer: string): Answered | undefined {
  const answerSchema = schemaAt(customerType, pointer);
  return answerSchema && { kind: KINDS[pointer] ?? 'DATA', answerSchema };
}

/** What to do where one of these documents is wanted. */
export function uploadOf(types: readonly DocumentType[]): string {
  const what = types.length > 1 ? 'one of these documents' : 'this document';
  return `Upload ${what} and name its file here: ${inWords(types)}.`;
}

/** Types of documents in words, for titles and details. */
export function inWords(types: readonly DocumentType[]): string {
  const names = types.map((type) => type.toLowerCase().replaceAll('_', ' '));
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names.join();
}
