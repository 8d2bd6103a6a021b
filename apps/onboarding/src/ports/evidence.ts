import type { EntityManager } from 'typeorm';
import type { SubmissionForm } from '../forms';

export interface CustomerScope {
  readonly customerId: string;
  readonly partnerId: string;
}

export interface SubmissionRecord {
  readonly submissionId: string;
  readonly round: number;
  /** RFC 3339 UTC with milliseconds. */
  readonly submittedAt: string;
  readonly evidenceDigest: string;
}

export interface AnswerRecord {
  readonly answerId: string;
  readonly requirementId: string;
  readonly value: unknown;
}

/** Personal data of customers, encrypted at rest; written once, never changed. */
export abstract class Evidence {
  abstract saveSubmission(
    tx: EntityManager,
    scope: CustomerScope,
    record: SubmissionRecord & { readonly submittedBy: string },
    form: SubmissionForm,
  ): Promise<void>;

  /** null: the customer has no such submission. */
  abstract submission(
    tx: EntityManager,
    scope: CustomerScope,
    submissionId: string,
  ): Promise<(SubmissionRecord & { readonly form: SubmissionForm }) | null>;

  abstract saveAnswers(
    tx: EntityManager,
    scope: CustomerScope,
    by: { readonly answeredBy: string; readonly at: string },
    answers: readonly AnswerRecord[],
  ): Promise<void>;

  /** Keeps what an operator wrote about the customer. Gives the SHA-256 of what is stored, lowercase hex: it tells nothing of the text. */
  abstract saveNote(tx: EntityManager, scope: CustomerScope, noteId: string, text: string): Promise<string>;

  /** The notes among `noteIds`, by id; none of a customer who was erased. */
  abstract notes(
    tx: EntityManager,
    scope: Pick<CustomerScope, 'customerId'>,
    noteIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;

  /** The answers with these ids, in their order. */
  abstract answers(
    tx: EntityManager,
    scope: CustomerScope,
    answerIds: readonly string[],
  ): Promise<AnswerRecord[]>;
}
