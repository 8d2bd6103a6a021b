import type { FieldError } from '@oceafin/contracts';
import type { AdditionalInfo } from './dto/additional-info.dto';
import type { KybSubmission } from './dto/kyb-submission.dto';
import type { KycSubmission } from './dto/kyc-submission.dto';
import type { SupportingDocument } from './dto/supporting-document.dto';

/** An accepted body of a submission, exactly as the partner sent it. */
export type SubmissionForm = KycSubmission | KybSubmission;

/** What a body is judged with, beside itself. */
export interface FormContext {
  /** The client that signs the request: the attestation must be by it. */
  readonly clientId: string;
  /** Database time. */
  readonly now: Date;
}

/** All errors at once, or the form. */
export type FormJudgement =
  | { readonly errors: FieldError[]; readonly form: undefined }
  | { readonly errors: []; readonly form: SubmissionForm };

export type AdditionalInfoJudgement =
  | { readonly errors: FieldError[]; readonly info: undefined }
  | { readonly errors: []; readonly info: AdditionalInfo };

/** A supporting document with its place in the form. */
export interface DocumentReference {
  /** RFC 6901 pointer to the supporting document. */
  readonly pointer: string;
  /** The related person it is about; null where it is about the customer. */
  readonly personRef: string | null;
  readonly document: SupportingDocument;
}
