import type { EntityManager } from 'typeorm';
import type { SubmissionForm } from '../forms';
import type { CustomerScope } from './evidence';

/** A hit of screening: who, by the place in the form, and which entry of the list. */
export interface Hit {
  readonly pointer: string;
  readonly entryId: string;
}

/** Who is behind a partner's customers, by keyed hashes that tell nothing but that two are the same. */
export abstract class SubjectMarks {
  /** Remembers whom the form is about. */
  abstract remember(tx: EntityManager, scope: CustomerScope, form: SubmissionForm): Promise<void>;

  /** The partner's other customers that are the same person or company. */
  abstract sameAs(tx: EntityManager, scope: CustomerScope, form: SubmissionForm): Promise<string[]>;

  /** Remembers that these hits aren't the persons: for every customer of the partner that they are behind. */
  abstract dismiss(
    tx: EntityManager,
    scope: CustomerScope,
    form: SubmissionForm,
    hits: readonly Hit[],
  ): Promise<void>;

  /** The hits on persons of the form that were found to be false before. */
  abstract dismissed(tx: EntityManager, scope: CustomerScope, form: SubmissionForm): Promise<Hit[]>;
}
