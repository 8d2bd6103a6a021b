import { classRulesOf } from './check';
import { membersOf, type Class, type JsonSchema, type Member } from './member';

/** Gives each nested class the reference under which its schema is kept. */
type Refer = (dto: Class) => JsonSchema;

/**
 * The JSON Schema 2020-12 of a DTO, self-contained (`$defs`). It comes from the same decorators that
 * validate; what only code can judge (calendar, checks without a schema) is stricter than the schema.
 */
export function jsonSchemaOf(dto: Class): JsonSchema {
  const defs = new Map<Class, string>();
  const refer: Refer = (nested) => {
    if (!defs.has(nested)) {
      defs.set(nested, freeName(nested.name, new Set(defs.values())));
    }
    return { $ref: `#/$defs/${defs.get(nested)}` };
  };
  const root = objectSchema(dto, refer);
  const $defs: JsonSchema = {};
  // The map grows while its classes are described; iteration sees the additions.
  for (const [nested, name] of defs) {
    $defs[name] = objectSchema(nested, refer);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...root,
    ...(defs.size > 0 && { $defs }),
  };
}

/** The schema of one DTO, nested DTOs by reference. */
export function objectSchema(dto: Class, refer: Refer): JsonSchema {
  const members = [...membersOf(dto).values()];
  const required = members.filter((member) => !member.optional).map((member) => member.name);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(members.map((member) => [member.name, memberSchema(member, refer)])),
    ...(required.length > 0 && { required }),
    ...classRulesOf(dto).schema,
  };
}

function memberSchema(member: Member, refer: Refer): JsonSchema {
  const schema = shape(member, refer);
  if (!member.nullable) {
    return schema;
  }
  return typeof schema.type === 'string' && !schema.enum
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}

function shape({ nested, jsonType, schema }: Member, refer: Refer): JsonSchema {
  if (!nested) {
    return schema;
  }
  return jsonType === 'array' ? { ...schema, items: refer(nested()) } : { ...schema, ...refer(nested()) };
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let suffix = 2; taken.has(free); suffix += 1) {
    free = `${name}${suffix}`;
  }
  return free;
}
