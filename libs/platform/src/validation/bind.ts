import type { FieldErrorCode } from '@oceafin/contracts';
import { membersOf, type Class, type JsonType, type Member } from './member';
import { pointer } from './pointer';
import { plural } from './rules';

/** A DTO instance that binding made, and where its JSON stood. */
export interface Bound {
  dto: Class;
  instance: Record<string, unknown>;
  at: string;
  /** Names of the members that were sent, right or wrong. */
  given: ReadonlySet<string>;
}

export interface StructuralError {
  pointer: string;
  code: FieldErrorCode;
  detail?: string;
}

/** Collects what binding finds: wrong JSON types, missing and unknown members. */
export interface Binding {
  bound: Bound[];
  errors: StructuralError[];
}

const TYPE_NAMES: Record<JsonType, string> = {
  string: 'A string',
  number: 'A number',
  boolean: 'true or false',
  object: 'An object',
  array: 'An array',
  any: 'A value',
};

/**
 * Turns plain JSON into DTO instances without any coercion. What can't be bound is left undefined on
 * the instance and recorded; members that aren't declared never reach an instance.
 */
export function bindObject(dto: Class, value: unknown, at: string, binding: Binding): object | undefined {
  if (!hasJsonType(value, 'object')) {
    wrongType('object', at, binding);
    return undefined;
  }
  const json = value as Record<string, unknown>;
  const members = membersOf(dto);
  const instance = new dto() as Record<string, unknown>;
  binding.bound.push({ dto, instance, at, given: new Set(Object.keys(json)) });
  for (const member of members.values()) {
    const here = at + pointer(member.name);
    if (Object.hasOwn(json, member.name)) {
      instance[member.name] = bindMember(member, json[member.name], here, binding);
    } else if (!member.optional) {
      binding.errors.push({ pointer: here, code: 'REQUIRED' });
    }
  }
  for (const name of Object.keys(json)) {
    if (!members.has(name)) {
      binding.errors.push({ pointer: at + pointer(name), code: 'UNKNOWN_PROPERTY' });
    }
  }
  return instance;
}

function bindMember(member: Member, value: unknown, at: string, binding: Binding): unknown {
  if (value === null && member.nullable) {
    return null;
  }
  if (!hasJsonType(value, member.jsonType)) {
    wrongType(member.jsonType, at, binding);
    return undefined;
  }
  if (Array.isArray(value) && member.maxItems !== undefined && value.length > member.maxItems) {
    const detail = `At most ${plural(member.maxItems, 'item')}.`;
    binding.errors.push({ pointer: at, code: 'TOO_LONG', detail });
    return undefined;
  }
  if (member.nested) {
    return Array.isArray(value)
      ? bindList(member.nested(), value, at, binding)
      : bindObject(member.nested(), value, at, binding);
  }
  if (member.itemType && !itemsHaveType(value as unknown[], member.itemType, at, binding)) {
    return undefined;
  }
  return member.bind ? member.bind(value as never) : value;
}

/** An item that isn't an object leaves an empty instance, so that checks can rely on indexes. */
function bindList(dto: Class, items: unknown[], at: string, binding: Binding): object[] {
  return items.map((item, index) => bindObject(dto, item, at + pointer(index), binding) ?? new dto());
}

function itemsHaveType(items: unknown[], type: JsonType, at: string, binding: Binding): boolean {
  const wrong = [...items.keys()].filter((index) => !hasJsonType(items[index], type));
  wrong.forEach((index) => wrongType(type, at + pointer(index), binding));
  return wrong.length === 0;
}

function wrongType(type: JsonType, at: string, binding: Binding): void {
  binding.errors.push({ pointer: at, code: 'INVALID_TYPE', detail: `${TYPE_NAMES[type]} is expected.` });
}

function hasJsonType(value: unknown, type: JsonType): boolean {
  switch (type) {
    case 'any':
      return value !== null && value !== undefined;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
