import type { FieldError } from '@oceafin/contracts';
import type { Class, JsonSchema, ValidationContext } from './member';

/**
 * A rule over several members; errors have pointers relative to its own object, e.g. `/position`.
 *
 * It runs although other errors were found, so any member, required ones and those of nested objects
 * too, is undefined where it was missing or wrong: use `?.`. An error at a pointer that has one already
 * is dropped, so a check needn't ask why a member is missing. `given` names the members that were sent,
 * right or wrong.
 */
export type ClassCheck<T> = (
  dto: Partial<T>,
  context: ValidationContext,
  given: ReadonlySet<string>,
) => FieldError[];

interface ClassRules {
  checks: ClassCheck<object>[];
  schema: JsonSchema;
}

const CHECKS = Symbol('oceafin:checks');

/** Adds a rule over several members to a DTO; `schema` is merged into the DTO's JSON Schema. */
export function Check<T extends object>(check: ClassCheck<T>, schema: JsonSchema = {}) {
  return (dto: Class<T>): void => {
    const own = (Reflect.getOwnMetadata(CHECKS, dto) as ClassRules | undefined) ?? { checks: [], schema: {} };
    own.checks.unshift(check);
    Object.assign(own.schema, schema);
    Reflect.defineMetadata(CHECKS, own, dto);
  };
}

/** Own and inherited checks. */
export function classRulesOf(dto: Class): ClassRules {
  const rules: ClassRules = { checks: [], schema: {} };
  for (let type: unknown = dto; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    const own = Reflect.getOwnMetadata(CHECKS, type) as ClassRules | undefined;
    rules.checks.unshift(...(own?.checks ?? []));
    rules.schema = { ...own?.schema, ...rules.schema };
  }
  return rules;
}
