import type { CustomerType, FieldError } from '@oceafin/contracts';
import { fieldError, pointer, validateBody, type Class } from '@oceafin/platform';
import { AdditionalInfo } from './dto/additional-info.dto';
import { KybSubmission } from './dto/kyb-submission.dto';
import { KycSubmission } from './dto/kyc-submission.dto';
import { SECTIONS, UndecidedSubmission } from './dto/undecided-submission.dto';
import type { AdditionalInfoJudgement, FormContext, FormJudgement, SubmissionForm } from './forms.types';

const OTHER = { INDIVIDUAL: 'CORPORATE', CORPORATE: 'INDIVIDUAL' } as const;

/** The DTO of a submission by the type whose sections it has. */
export function submissionDto(customerType: CustomerType): Class<SubmissionForm> {
  return customerType === 'INDIVIDUAL' ? KycSubmission : KybSubmission;
}

/** The DTO that judges a body before its customer is looked up, by the sections that are there. */
function submissionDtoFor(body: unknown): Class<KycSubmission | KybSubmission | UndecidedSubmission> {
  const kyc = sectionsIn(body, 'INDIVIDUAL').length > 0;
  const kyb = sectionsIn(body, 'CORPORATE').length > 0;
  if (kyc === kyb) return UndecidedSubmission;
  return kyc ? KycSubmission : KybSubmission;
}

/** What is wrong with a submission whoever its customer is. */
export function judgeBodyAlone(body: unknown, context: FormContext): FieldError[] {
  return validateBody(submissionDtoFor(body), body, context).errors;
}

/** Everything that is wrong with a submission of a customer of this type, all at once, or the body itself as its form. */
export function judgeForm(customerType: CustomerType, body: unknown, context: FormContext): FormJudgement {
  const foreign = sectionsIn(body, OTHER[customerType]);
  const mismatches = foreign.map((section) => fieldError('CUSTOMER_TYPE_MISMATCH', pointer(section)));
  const { errors } = validateBody(submissionDto(customerType), without(body, foreign), context);
  const all = [...mismatches, ...errors];
  return all.length > 0 ? { errors: all, form: undefined } : { errors: [], form: body as SubmissionForm };
}

/** Everything that is wrong with an additional-info body before its requirements are known. */
export function judgeAdditionalInfo(body: unknown, context: FormContext): AdditionalInfoJudgement {
  const { errors } = validateBody(AdditionalInfo, body, context);
  return errors.length > 0 ? { errors, info: undefined } : { errors: [], info: body as AdditionalInfo };
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
