import type { DocumentType, FileStatus, RequirementCode } from '@oceafin/contracts';

/** Whom a requirement is about; `ref` is the personRef or entityRef, null for the customer. */
export interface RequirementSubject {
  readonly type: 'CUSTOMER' | 'PERSON' | 'ENTITY';
  readonly ref: string | null;
}

export type RequirementKind = 'DATA' | 'DOCUMENT' | 'CONSENT' | 'ATTESTATION';
export type RequirementSeverity = 'BLOCKING' | 'ADVISORY';

/** What is asked for, before it has an identity and a history. */
export interface RequirementDraft {
  /** The same question about the same thing has the same key in every round. Internal. */
  readonly key: string;
  readonly code: RequirementCode;
  /** RFC 6901 pointer into the submission. */
  readonly pointer: string;
  readonly subject: RequirementSubject;
  readonly title: string;
  readonly detail: string;
  readonly kind: RequirementKind;
  /** JSON Schema 2020-12 of the answer's `value`, self-contained. */
  readonly answerSchema: Record<string, unknown>;
  /** Document types any of which will do; absent unless a document is asked for. */
  readonly anyOf?: readonly DocumentType[];
  readonly severity: RequirementSeverity;
  /** Days until it is due; null where it never is. */
  readonly dueDays: number | null;
  /** The operator's own words in the place of `detail`, kept apart because they may name the person. */
  readonly noteId?: string;
}

/** What the file app says of a file asset that the form names. */
export interface DocumentFile {
  readonly status: FileStatus;
}

/** By fileAssetId. An asset that is absent here counts as not yet scanned. */
export type DocumentFiles = ReadonlyMap<string, DocumentFile>;

/** One line of `requiredDocuments` of GET /onboarding/schema: exactly these members. */
export interface RequiredDocument {
  readonly code: 'DOCUMENT_REQUIRED';
  readonly anyOf: readonly DocumentType[];
  readonly subject: RequirementSubject;
  readonly pointer: string;
}

/** The part of a requirement that an answer is judged and applied by. */
export type Answerable = Pick<RequirementDraft, 'code' | 'pointer' | 'kind' | 'answerSchema'>;
