import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ALL_EVENTS, type EventContract } from '@oceafin/contracts';

/** Where the schema of an event is, below `docs`: as in the path of its `dataschema`. */
export function schemaPath({ dataschema }: EventContract): string {
  return new URL(dataschema).pathname.slice(1);
}

/** One self-contained JSON Schema per event, named as `ce_dataschema` names it. */
export function writeJsonSchemas(docs: string): void {
  rmSync(join(docs, 'schemas'), { recursive: true, force: true });
  for (const contract of ALL_EVENTS) {
    const path = join(docs, schemaPath(contract));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(jsonSchema(contract), null, 2)}\n`);
  }
}

export function jsonSchema({ dataschema, name, description, schema, golden }: EventContract): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: dataschema,
    title: name,
    description,
    ...schema,
    examples: [golden],
  };
}
