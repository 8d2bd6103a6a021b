import type { CustomerType } from '@oceafin/contracts';
import { jsonSchemaOf, type JsonSchema } from '@oceafin/platform';
import { submissionDto } from './judge-form';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const SCHEMAS: Record<CustomerType, JsonSchema> = {
  INDIVIDUAL: jsonSchemaOf(submissionDto('INDIVIDUAL')),
  CORPORATE: jsonSchemaOf(submissionDto('CORPORATE')),
};

/** JSON Schema 2020-12 of a submission, self-contained. */
export function submissionSchema(customerType: CustomerType): JsonSchema {
  return structuredClone(SCHEMAS[customerType]);
}

/**
 * JSON Schema 2020-12 of what stands at `at` in a submission, self-contained; undefined where nothing
 * can stand. In a list any index and `-` name an item.
 */
export function schemaAt(customerType: CustomerType, at: string): JsonSchema | undefined {
  const root = SCHEMAS[customerType];
  let here: JsonSchema | undefined = root;
  for (const token of tokensOf(at)) {
    here = here && childOf(resolve(here, root), token);
  }
  return here && selfContained(resolve(here, root), root);
}

function tokensOf(at: string): string[] {
  return at
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function childOf(schema: JsonSchema, token: string): JsonSchema | undefined {
  if (schema.type === 'array') {
    return /^(0|[1-9]\d*|-)$/.test(token) ? (schema.items as JsonSchema) : undefined;
  }
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  return Object.hasOwn(properties, token) ? properties[token] : undefined;
}

function definitionsOf(root: JsonSchema): Record<string, JsonSchema> {
  return (root.$defs ?? {}) as Record<string, JsonSchema>;
}

function definitionName(schema: JsonSchema): string | undefined {
  return typeof schema.$ref === 'string' ? schema.$ref.replace('#/$defs/', '') : undefined;
}

/** The definition itself in the place of a reference to it. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = definitionName(schema);
  if (!name) return schema;
  const { $ref: _, ...beside } = schema;
  return { ...definitionsOf(root)[name], ...beside };
}

/** Takes along only those definitions that are reached. */
function selfContained({ $defs: _, ...schema }: JsonSchema, root: JsonSchema): JsonSchema {
  const reached = new Set<string>();
  collect(schema, root, reached);
  const $defs = Object.fromEntries([...reached].map((name) => [name, definitionsOf(root)[name]]));
  return structuredClone({ $schema: DIALECT, ...schema, ...(reached.size > 0 && { $defs }) });
}

function collect(part: unknown, root: JsonSchema, reached: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  const name = definitionName(part as JsonSchema);
  if (name && !reached.has(name)) {
    reached.add(name);
    collect(definitionsOf(root)[name], root, reached);
  }
  for (const inner of Object.values(part)) collect(inner, root, reached);
}
