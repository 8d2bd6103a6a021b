import type { CustomerType, FieldError } from '@oceafin/contracts';
import type {
  AdditionalInfoJudgement,
  DocumentReference,
  FormContext,
  FormJudgement,
  SubmissionForm,
} from './forms.types';
import type { KybSubmission } from './dto/kyb-submission.dto';

export * from './dto/additional-info.dto';
export * from './dto/attestation.dto';
export * from './dto/consent.dto';
export * from './dto/corporation.dto';
export * from './dto/kyb-submission.dto';
export * from './dto/kyc-submission.dto';
export * from './dto/ownership.dto';
export * from './dto/person.dto';
export * from './dto/place.dto';
export * from './dto/supporting-document.dto';
export * from './dto/words';
export * from './forms.types';

/** What is wrong with a submission whoever its customer is: the check before the customer is looked up. */
export declare function judgeBodyAlone(body: unknown, context: FormContext): FieldError[];
/** Everything that is wrong with a submission for a customer of this type (what `judgeBodyAlone` sees included). */
export declare function judgeForm(
  customerType: CustomerType,
  body: unknown,
  context: FormContext,
): FormJudgement;
/** Everything that is wrong with an additional-info body before its requirements are known. */
export declare function judgeAdditionalInfo(body: unknown, context: FormContext): AdditionalInfoJudgement;
export declare function customerTypeOf(form: SubmissionForm): CustomerType;
export declare function isKyb(form: SubmissionForm): form is KybSubmission;
/** Every supporting document of the form, with its pointer; `${pointer}/fileAssetId` is where FILE_NOT_FOUND points. */
export declare function documentsOf(form: SubmissionForm): DocumentReference[];
/** JSON Schema 2020-12 of a submission, self-contained. */
export declare function submissionSchema(customerType: CustomerType): Record<string, unknown>;
/** JSON Schema 2020-12 of what stands at `pointer` in a submission, self-contained; undefined where nothing can. */
export declare function schemaAt(
  customerType: CustomerType,
  pointer: string,
): Record<string, unknown> | undefined;
