import { defineMember, type Class, type Finding, type MemberOptions, type Rule } from './member';
import { escapePointer } from './pointer';
import { codePoints, hasControlCharacters, minItems } from './rules';
import { textOf } from './text-pattern';

export interface NestedListOptions extends MemberOptions {
  /** Items. Default 1. */
  min?: number;
  /** Items. Default 100. */
  max?: number;
}

export interface StringMapOptions extends MemberOptions {
  /** Default 50. */
  maxKeys?: number;
  /** Must match the whole key. Default `[A-Za-z0-9_.-]{1,64}`. */
  keyPattern?: RegExp;
  /** Code points of a value. Default 512. */
  maxValue?: number;
  /** A value may be null (it removes the key in a merge). */
  nullableValues?: boolean;
}

/** An object of another DTO class. */
export function Nested(dto: () => Class, options: MemberOptions = {}): PropertyDecorator {
  return defineMember(options, { jsonType: 'object', nested: dto, schema: {}, rules: [] });
}

/** A list of objects of another DTO class. */
export function NestedList(dto: () => Class, options: NestedListOptions = {}): PropertyDecorator {
  const { min = 1, max = 100 } = options;
  return defineMember(options, {
    jsonType: 'array',
    itemType: 'object',
    maxItems: max,
    nested: dto,
    schema: { type: 'array', minItems: min, maxItems: max },
    rules: [minItems(min)],
  });
}

/** A flat object of strings, e.g. metadata. The DTO holds an object without prototype. */
export function StringMap(options: StringMapOptions = {}): PropertyDecorator {
  const { maxKeys = 50, keyPattern = /^[A-Za-z0-9_.-]{1,64}$/, maxValue = 512, nullableValues } = options;
  const judgeEntry = ([key, value]: [string, unknown]): Finding[] => {
    const path = `/${escapePointer(key)}`;
    if (key === '__proto__' || !keyPattern.test(key)) {
      return [{ path, code: 'INVALID_FORMAT', detail: 'The key is not allowed.' }];
    }
    if (value === null && nullableValues) {
      return [];
    }
    if (typeof value !== 'string') {
      return [{ path, code: 'INVALID_TYPE' }];
    }
    if (codePoints(value) > maxValue) {
      return [{ path, code: 'TOO_LONG', detail: `At most ${maxValue} characters.` }];
    }
    return hasControlCharacters(value)
      ? [{ path, code: 'INVALID_FORMAT', detail: 'Control characters are not allowed.' }]
      : [];
  };
  const entries: Rule = (map: object) =>
    Object.keys(map).length > maxKeys
      ? [{ path: '', code: 'TOO_LONG', detail: `At most ${maxKeys} keys.` }]
      : Object.entries(map).flatMap(judgeEntry);
  return defineMember(options, {
    jsonType: 'object',
    schema: {
      type: 'object',
      maxProperties: maxKeys,
      propertyNames: { pattern: keyPattern.source, not: { const: '__proto__' } },
      additionalProperties: {
        type: nullableValues ? ['string', 'null'] : 'string',
        maxLength: maxValue,
        pattern: textOf({}),
      },
    },
    rules: [entries],
    bind: copyWithoutPrototype,
  });
}

/**
 * Any JSON value that a later rule judges (e.g. against a JSON Schema made at run time). Strings with
 * NUL or half surrogate pairs and members named `__proto__` are refused at any depth: neither the
 * database nor canonical JSON can hold them.
 */
export function AnyJson(options: MemberOptions = {}): PropertyDecorator {
  return defineMember(options, { jsonType: 'any', schema: {}, rules: [unsafeParts] });
}

const UNSAFE = /[\0\p{Cs}]/u;

function unsafeParts(value: unknown): Finding[] {
  if (typeof value === 'string') {
    return UNSAFE.test(value) ? [{ path: '', code: 'INVALID_FORMAT' }] : [];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = `/${escapePointer(key)}`;
    if (key === '__proto__' || UNSAFE.test(key)) {
      return [{ path, code: 'UNKNOWN_PROPERTY' as const }];
    }
    return unsafeParts(inner).map((finding) => ({ ...finding, path: path + finding.path }));
  });
}

function copyWithoutPrototype(map: object): object {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(map)) {
    copy[key] = value;
  }
  return copy;
}
