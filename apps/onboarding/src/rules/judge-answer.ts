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
import { applyAnswer, isWithin, placementsOf } from './apply-answer';
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

/**
 * As `validateAnswer`, and also whether the form with the answer in it would be accepted: calendars,
 * future dates, refs and sums are beyond a schema.
 *
 * @param clientId the client that answers; an answer that is an attestation must be by it
 */
export function judgeAnswer(
  form: SubmissionForm,
  requirement: Answerable,
  value: unknown,
  now: Date,
  clientId?: string,
): FieldError[] {
  // What stands in the form was attested before, maybe by another client of the partner.
  const attestedBy = form.partnerAttestation.attestedByClientId;
  const by = requirement.kind === 'ATTESTATION' ? (clientId ?? attestedBy) : attestedBy;
  return firstPerPointer([
    ...formErrors(form, requirement, value, { clientId: by, now }),
    ...validateAnswer(requirement.answerSchema, value),
  ]);
}

function formErrors(
  form: SubmissionForm,
  requirement: Answerable,
  value: unknown,
  context: FormContext,
): FieldError[] {
  // Nothing else in the form depends on a document.
  if (requirement.kind === 'DOCUMENT') return validateBody(SupportingDocument, value, context).errors;
  const errorsOf = (body: SubmissionForm) => judgeForm(customerTypeOf(form), body, context).errors;
  const errors = errorsOf(applyAnswer(form, requirement, value));
  if (errors.length === 0) return [];
  const before = new Set(errorsOf(form).map((error) => error.pointer));
  const placements = placementsOf(form, requirement, value);
  return errors
    .filter((error) => !before.has(error.pointer))
    .map((error) => {
      const place = placements.find(({ to }) => isWithin(error.pointer, to));
      return { ...error, pointer: place ? place.from + error.pointer.slice(place.to.length) : '' };
    });
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
