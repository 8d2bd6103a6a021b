import { validateSync } from 'class-validator';
import type { FieldError } from '@oceafin/contracts';
import { fieldError } from '../problems/problem';
import { bindObject, type Binding, type Bound } from './bind';
import { classRulesOf } from './check';
import { openSession, type Class, type ValidationContext } from './member';
import { pointer } from './pointer';

export type Validated<T> = { value: T; errors: [] } | { value: undefined; errors: FieldError[] };

/**
 * Judges a parsed JSON value by a DTO class and gives either its instance or every error at once: one
 * per pointer, the most basic first. Nothing is coerced, unknown members are errors at every depth.
 *
 * @param context `now` judges dates in the future; hand in the database clock's.
 */
export function validateBody<T extends object>(
  dto: Class<T>,
  value: unknown,
  context: ValidationContext = { now: new Date() },
): Validated<T> {
  const binding: Binding = { bound: [], errors: [] };
  const instance = bindObject(dto, value, '', binding);
  const found = [
    ...binding.errors.map((error) => fieldError(error.code, error.pointer, error.detail)),
    ...binding.bound.flatMap((bound) => memberErrors(bound, context)),
  ];
  found.push(...binding.bound.flatMap((bound) => checkErrors(bound, context)));
  const errors = firstPerPointer(found);
  return instance && errors.length === 0
    ? { value: instance as T, errors: [] }
    : { value: undefined, errors };
}

function memberErrors({ instance, at }: Bound, context: ValidationContext): FieldError[] {
  const session = openSession(instance, context);
  const failed = validateSync(instance, { skipMissingProperties: true, forbidUnknownValues: false });
  const found = session.findings.map(({ member, finding }) =>
    fieldError(finding.code, at + pointer(member) + finding.path, finding.detail),
  );
  // Checks must not judge what is wrong by itself.
  for (const { member, finding } of session.findings) {
    if (finding.path === '') {
      instance[member] = undefined;
    }
  }
  // A plain class-validator decorator beside ours has no code of its own.
  const plain = failed.filter((error) =>
    Object.keys(error.constraints ?? {}).some((name) => name !== 'member'),
  );
  return [...found, ...plain.map((error) => fieldError('INVALID_VALUE', at + pointer(error.property)))];
}

function checkErrors({ dto, instance, at, given }: Bound, context: ValidationContext): FieldError[] {
  return classRulesOf(dto)
    .checks.flatMap((check) => check(instance, context, given))
    .map((error) => ({ ...error, pointer: at + error.pointer }));
}

/** Keeps the answer to a hostile body small; no honest body of the accepted sizes comes near. */
const MAX_ERRORS = 5_000;

function firstPerPointer(errors: FieldError[]): FieldError[] {
  const first = new Map<string, FieldError>();
  for (const error of errors) {
    if (!first.has(error.pointer) && first.size < MAX_ERRORS) {
      first.set(error.pointer, error);
    }
  }
  return [...first.values()];
}
