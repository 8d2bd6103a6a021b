/**
 * A JSON Schema as a consumer reads by it: members that it doesn't know are let through, so that a
 * producer may add some before every consumer knows them. Producers are held to the schema as it stands.
 */
export function tolerantSchema<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(tolerantSchema) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword, value]) => !(keyword === 'additionalProperties' && value === false))
      .map(([keyword, value]) => [keyword, LITERAL.has(keyword) ? value : tolerantSchema<unknown>(value)]),
  ) as T;
}

/** Keywords whose values are data, not schemas. */
const LITERAL = new Set(['const', 'enum', 'default', 'examples', 'required']);
