import 'reflect-metadata';
import { registerDecorator, type ValidationArguments } from 'class-validator';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import type { FieldErrorCode } from '@oceafin/contracts';

export type Class<T = object> = new () => T;
export type JsonSchema = { [keyword: string]: unknown };
export type JsonType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'any';

/** What every composed decorator takes. */
export interface MemberOptions {
  /** The member may be absent. `null` stays a wrong type unless `nullable`. */
  optional?: boolean;
  /** `null` is a value of its own here. */
  nullable?: boolean;
  /** Goes into the JSON Schema and the API documentation. */
  description?: string;
}

export interface ValidationContext {
  /** The instant that `past` dates are judged by: the database clock's. */
  now: Date;
  /** The client that signs the request, for what must be stated by it. */
  clientId?: string;
}

/** One fault of a member; `path` is relative to the member: '' or e.g. '/3'. */
export interface Finding {
  path: string;
  code: FieldErrorCode;
  detail?: string;
}

/** Judges a value that has the right JSON type. */
export type Rule = (value: never, context: ValidationContext) => Finding[];

/** Everything known of one member: binding, validation and JSON Schema read it. */
export interface Member {
  name: string;
  jsonType: JsonType;
  optional: boolean;
  nullable: boolean;
  /** Without `$ref`s; of a nested member only what stands beside the reference. */
  schema: JsonSchema;
  /** In order; per path the first finding counts. */
  rules: Rule[];
  /** Turns the JSON value into what the DTO holds, e.g. trimmed. Only called with the right JSON type. */
  bind?: (value: never) => unknown;
  /** JSON type of an array's items. */
  itemType?: JsonType;
  /** A longer array is TOO_LONG as a whole and its items aren't looked at. */
  maxItems?: number;
  nested?: () => Class;
}

const MEMBERS = Symbol('oceafin:members');

type MemberMap = Map<string, Member>;

const known = new WeakMap<Class, ReadonlyMap<string, Member>>();

/** The members of a DTO, inherited ones first; a redeclared one replaces the inherited. */
export function membersOf(dto: Class): ReadonlyMap<string, Member> {
  const members = known.get(dto) ?? collect(dto.prototype as object);
  known.set(dto, members);
  return members;
}

function collect(prototype: object | null): MemberMap {
  if (prototype === null) {
    return new Map();
  }
  const own = Reflect.getOwnMetadata(MEMBERS, prototype) as MemberMap | undefined;
  return new Map([...collect(Object.getPrototypeOf(prototype) as object | null), ...(own ?? [])]);
}

/** Where class-validator leaves what the rules of one instance found. */
export interface Session extends ValidationContext {
  findings: { member: string; finding: Finding }[];
}

const sessions = new WeakMap<object, Session>();

export function openSession(instance: object, context: ValidationContext): Session {
  const session: Session = { now: context.now, findings: [] };
  sessions.set(instance, session);
  return session;
}

type Definition = Omit<Member, 'name' | 'optional' | 'nullable'>;

/** Composes one property decorator of class-validator, Swagger and our own metadata. */
export function defineMember(options: MemberOptions, definition: Definition): PropertyDecorator {
  return (prototype, key) => {
    const member: Member = {
      ...definition,
      name: String(key),
      optional: options.optional ?? false,
      nullable: options.nullable ?? false,
      schema: { ...definition.schema, ...(options.description && { description: options.description }) },
    };
    const own = (Reflect.getOwnMetadata(MEMBERS, prototype) as MemberMap | undefined) ?? new Map();
    Reflect.defineMetadata(MEMBERS, own.set(member.name, member), prototype);
    registerDecorator({
      name: 'member',
      target: prototype.constructor,
      propertyName: member.name,
      constraints: [member],
      validator: { validate: runRules },
    });
    ApiProperty(swaggerOptions(member))(prototype, key);
  };
}

function runRules(value: unknown, args?: ValidationArguments): boolean {
  const member = args?.constraints[0] as Member;
  const session = args && sessions.get(args.object);
  const context: ValidationContext = { now: session?.now ?? new Date() };
  const found = member.rules.flatMap((rule) => rule(value as never, context));
  session?.findings.push(...found.map((finding) => ({ member: member.name, finding })));
  return found.length === 0;
}

function swaggerOptions(member: Member): ApiPropertyOptions {
  const { nested } = member;
  const shape = nested ? { type: nested, isArray: member.jsonType === 'array' } : member.schema;
  const options: ApiPropertyOptions = { ...shape, required: !member.optional };
  return options;
}
