import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { FieldError, FieldErrorCode } from '@oceafin/contracts';
import { fieldError, pointer, validateBody } from '@oceafin/platform';
import {
  customerTypeOf,
  judgeForm,
  SupportingDocument,
  type FormContext,
  type SubmissionForm,
} from '../forms';
import { applyAnswer, isWithin, placementsOf, type Placement } from './apply-answer';
import { valueAt } from './json-place';
import type { Answerable } from './rules.types';

const ajv = addFormats(new Ajv2020({ allErrors: true, strict: false }));

/** Our code for each keyword that the forms' schemas use. */
const CODES: Record<string, FieldErrorCode> = {
  required: 'REQUIRED',
  dependentRequired: 'REQUIRED',
  minProperties: 'REQUIRED',
  additionalProperties: 'UNKNOWN_PROPERTY',
  unevaluatedProperties: 'UNKNOWN_PROPERTY',
  type: 'INVALID_TYPE',
  format: 'INVALID_FORMAT',
  pattern: 'INVALID_FORMAT',
  minLength: 'TOO_SHORT',
  minItems: 'TOO_SHORT',
  maxLength: 'TOO_LONG',
  maxItems: 'TOO_LONG',
  minimum: 'OUT_OF_RANGE',
  maximum: 'OUT_OF_RANGE',
  exclusiveMinimum: 'OUT_OF_RANGE',
  exclusiveMaximum: 'OUT_OF_RANGE',
  uniqueItems: 'DUPLICATE',
};

/** They only sum up what their branches say. */
const SUMMARIES = new Set(['if', 'anyOf', 'allOf', 'oneOf', 'not']);

/** Of alternatives only the first is explained; of the items that `contains` tried, none is. */
const UNEXPLAINED = /\/(anyOf|oneOf)\/[1-9]\d*\/|\/contains\//;

/** What is wrong with an answer's value by its schema; pointers are relative to the value. */
export function validateAnswer(answerSchema: object, value: unknown): FieldError[] {
  const validate = validatorOf(answerSchema);
  if (validate(value)) return [];
  return firstPerPointer(
    (validate.errors ?? [])
      .filter(({ keyword, schemaPath }) => !SUMMARIES.has(keyword) && !UNEXPLAINED.test(schemaPath))
      .map(toFieldError),
  );
}

/** An answer with the requirement that it is given to. */
export interface GivenAnswer {
  readonly requirement: Answerable;
  readonly value: unknown;
}

/** Where a part of the form comes from: the answer's place among all, and the pointers of the part in both. */
interface Origin extends Placement {
  readonly answer: number;
}

/**
 * As `validateAnswer` of each, and also whether the form with the answers in it would be accepted:
 * calendars, future dates, refs and sums are beyond a schema. The form is judged once for all answers,
 * because a big one takes a tenth of a second and there may be hundreds of them.
 *
 * @param clientId the client that answers; an answer that is an attestation must be by it
 * @returns the errors of each answer, pointers relative to its value
 */
export function judgeAnswers(
  form: SubmissionForm,
  answers: readonly GivenAnswer[],
  { clientId, now }: Partial<FormContext> & Pick<FormContext, 'now'>,
): FieldError[][] {
  // What stands in the form was attested before, maybe by another client of the partner.
  const attestedBy = form.partnerAttestation.attestedByClientId;
  const isAttested = answers.some(({ requirement }) => requirement.kind === 'ATTESTATION');
  const context = { clientId: isAttested ? (clientId ?? attestedBy) : attestedBy, now };
  const inForm = formErrors(form, answers, context);
  return answers.map(({ requirement, value }, index) =>
    firstPerPointer([
      ...(requirement.kind === 'DOCUMENT' ? documentErrors(value, context) : []),
      ...(inForm.get(index) ?? []),
      ...validateAnswer(requirement.answerSchema, value),
    ]),
  );
}

/** Nothing else in the form depends on a document, so it is judged by itself. */
function documentErrors(value: unknown, context: FormContext): FieldError[] {
  return validateBody(SupportingDocument, value, context).errors;
}

/** What is wrong with the form once the answers are in it and wasn't before, by the answers that it comes from. */
function formErrors(
  form: SubmissionForm,
  answers: readonly GivenAnswer[],
  context: FormContext,
): ReadonlyMap<number, FieldError[]> {
  const { answered, origins } = withAll(form, answers);
  const found = new Map<number, FieldError[]>();
  if (origins.length === 0) return found;
  const errorsOf = (body: SubmissionForm) => judgeForm(customerTypeOf(form), body, context).errors;
  const errors = errorsOf(answered);
  const before = new Set(errors.length > 0 ? errorsOf(form).map((error) => error.pointer) : []);
  for (const error of errors.filter(({ pointer }) => !before.has(pointer))) {
    const { answer, from, to } = originOf(error.pointer, origins);
    const inside = isWithin(error.pointer, to) ? from + error.pointer.slice(to.length) : '';
    found.set(answer, [...(found.get(answer) ?? []), { ...error, pointer: inside }]);
  }
  return found;
}

function withAll(
  form: SubmissionForm,
  answers: readonly GivenAnswer[],
): { answered: SubmissionForm; origins: Origin[] } {
  const origins: Origin[] = [];
  const answered = answers.reduce((soFar, { requirement, value }, answer) => {
    if (requirement.kind === 'DOCUMENT') return soFar;
    const placements = placementsOf(soFar, requirement, value);
    // An earlier answer that is wrong may have left no room for this one; it is told of itself.
    if (!placements.every(({ to }) => hasRoom(soFar, to))) return soFar;
    origins.push(...placements.map((one) => ({ ...one, answer })));
    return applyAnswer(soFar, requirement, value);
  }, form);
  return { answered, origins };
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));
const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Whether there is an object or list to put it into, or a place for the list that it would begin. */
function hasRoom(form: SubmissionForm, pointer: string): boolean {
  const parent = parentOf(pointer);
  const container = valueAt(form, parent);
  return container === undefined ? isContainer(valueAt(form, parentOf(parent))) : isContainer(container);
}

/** The last part that the error is in; of an error beside all parts, the last part that is nearest to it. */
function originOf(pointer: string, origins: readonly Origin[]): Origin {
  const inside = origins.findLast(({ to }) => isWithin(pointer, to));
  if (inside) return inside;
  return origins.reduce((best, one) =>
    sharedTokens(pointer, one.to) >= sharedTokens(pointer, best.to) ? one : best,
  );
}

function sharedTokens(one: string, other: string): number {
  const [these, those] = [one.split('/'), other.split('/')];
  const end = these.findIndex((token, index) => token !== those[index]);
  return end < 0 ? these.length : end;
}

function toFieldError({ keyword, instancePath, params, message }: ErrorObject): FieldError {
  const member = (params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty) as
    string | undefined;
  const at = member === undefined ? instancePath : instancePath + pointer(member);
  if (keyword === 'const' && params.allowedValue === true) return fieldError('NOT_ATTESTED', at);
  return fieldError(CODES[keyword] ?? 'INVALID_VALUE', at, member === undefined ? message : undefined);
}

function firstPerPointer(errors: readonly FieldError[]): FieldError[] {
  const first = new Map<string, FieldError>();
  for (const error of errors) if (!first.has(error.pointer)) first.set(error.pointer, error);
  return [...first.values()];
}

/** Schemas come back as stored JSON, so they are known by their text. */
const compiled = new Map<string, ValidateFunction>();
const MOST_COMPILED = 500;

function validatorOf(schema: object): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const validator = ajv.compile(schema);
  ajv.removeSchema(schema);
  compiled.set(text, validator);
  return validator;
}
