import type { CustomerType, FieldError } from '@oceafin/contracts';
import { fieldError, pointer, validateBody, type Class } from '@oceafin/platform';
import { AdditionalInfo } from './dto/additional-info.dto';
import { KybSubmission } from './dto/kyb-submission.dto';
import { KycSubmission } from './dto/kyc-submission.dto';
import { SECTIONS, UndecidedSubmission } from './dto/undecided-submission.dto';
import type { AdditionalInfoJudgement, FormContext, FormJudgement, SubmissionForm } from './forms.types';

const OTHER = { INDIVIDUAL: 'CORPORATE', CORPORATE: 'INDIVIDUAL' } as const;

export type SubmissionBody = KycSubmission | KybSubmission | UndecidedSubmission;

/** The DTO of a submission by the type whose sections it has. */
export function submissionDto(customerType: CustomerType): Class<SubmissionForm> {
  return customerType === 'INDIVIDUAL' ? KycSubmission : KybSubmission;
}

/** The DTO that judges a body before its customer is looked up, by the sections that are there. */
export function submissionDtoFor(body: unknown): Class<SubmissionBody> {
  const kyc = sectionsIn(body, 'INDIVIDUAL').length > 0;
  const kyb = sectionsIn(body, 'CORPORATE').length > 0;
  if (kyc === kyb) return UndecidedSubmission;
  return kyc ? KycSubmission : KybSubmission;
}

/** What is wrong with a submission whoever its customer is. */
export function judgeBodyAlone(body: unknown, context: FormContext): FieldError[] {
  return validateBody(submissionDtoFor(body), body, context).errors;
}

/** Everything that is wrong with a submission of a customer of this type, all at once, or its form. */
export function judgeForm(customerType: CustomerType, body: unknown, context: FormContext): FormJudgement {
  const foreign = sectionsIn(body, OTHER[customerType]);
  const mismatches = foreign.map((section) => fieldError('CUSTOMER_TYPE_MISMATCH', pointer(section)));
  const { value, errors } = validateBody(submissionDto(customerType), without(body, foreign), context);
  const all = [...mismatches, ...errors];
  return all.length > 0 || !value ? { errors: all, form: undefined } : { errors: [], form: plain(value) };
}

/**
 * Judges a body that was found good by itself against its customer's type: what `judgeForm` does,
 * without validating again what can't have changed.
 */
export function judgeAgainstCustomer(
  customerType: CustomerType,
  body: SubmissionBody,
  context: FormContext,
): FormJudgement {
  return body instanceof submissionDto(customerType)
    ? { errors: [], form: plain(body) }
    : judgeForm(customerType, body, context);
}

/** Everything that is wrong with an additional-info body before its requirements are known. */
export function judgeAdditionalInfo(body: unknown, context: FormContext): AdditionalInfoJudgement {
  const { value, errors } = validateBody(AdditionalInfo, body, context);
  return value ? { errors: [], info: plain(value) } : { errors, info: undefined };
}

function sectionsIn(body: unknown, customerType: CustomerType): string[] {
  return isObject(body) ? SECTIONS[customerType].filter((section) => Object.hasOwn(body, section)) : [];
}

function without(body: unknown, members: readonly string[]): unknown {
  return isObject(body) && members.length > 0
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !members.includes(name)))
    : body;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Plain JSON instead of DTO instances: what is stored, digested and compared. */
function plain<T extends object>(dto: T): T {
  return structuredClone(dto);
}
