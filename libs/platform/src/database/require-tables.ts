import type { DataSource } from 'typeorm';

/** The schema isn't there: a definite answer, so the boot fails instead of waiting. */
export class SchemaMissingError extends Error {
  constructor(tables: string[]) {
    super(`The database lacks the tables ${tables.join(', ')}: run the migrations first.`);
    this.name = 'SchemaMissingError';
  }
}

/** Checks that the tables of all entities, and the further ones named, exist. */
export async function requireTables(db: DataSource, further: string[]): Promise<void> {
  const expected = [...new Set([...db.entityMetadatas.map((entity) => entity.tablePath), ...further])];
  const missing = await db.query<{ name: string }[]>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
    [expected],
  );
  if (missing.length > 0) {
    throw new SchemaMissingError(missing.map((row) => row.name));
  }
}
