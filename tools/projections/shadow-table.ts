import { type Client, escapeIdentifier as quoted } from 'pg';

/** Names of the tables that stand beside a live one. */
export interface TableNames {
  readonly live: string;
  /** Being built. */
  readonly shadow: string;
  /** What was live until the swap. */
  readonly retired: string;
}

export const namesFor = (live: string): TableNames => ({
  live,
  shadow: `${live}_rebuild`,
  retired: `${live}_retired`,
});

/** Columns of the table with their types, as one text: a shadow of another layout can't be gone on with. */
export async function layoutOf(db: Client, table: string): Promise<string | null> {
  const { rows } = await db.query<{ layout: string | null }>(
    `SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS layout
       FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [table],
  );
  return rows[0]?.layout ?? null;
}

/** Makes an empty table with the live one's columns, defaults, checks, indexes, options, grants and policies. */
export async function createShadow(db: Client, { live, shadow }: TableNames): Promise<void> {
  await db.query(`CREATE TABLE ${quoted(shadow)} (LIKE ${quoted(live)} INCLUDING ALL EXCLUDING INDEXES)`);
  for (const index of await indexesOf(db, live)) {
    const name = suffixed(index.name, live, shadow);
    const columns = index.definition.replace(/^.* USING /, 'USING ');
    const unique = index.isUnique ? 'UNIQUE' : '';
    await db.query(`CREATE ${unique} INDEX ${quoted(name)} ON ${quoted(shadow)} ${columns}`);
    if (index.isPrimary)
      await db.query(`ALTER TABLE ${quoted(shadow)} ADD PRIMARY KEY USING INDEX ${quoted(name)}`);
  }
  for (const statement of await copiedSettings(db, live)) {
    await db.query(statement.replaceAll('%TABLE%', quoted(shadow)));
  }
}

export async function dropTable(db: Client, table: string): Promise<void> {
  await db.query(`DROP TABLE IF EXISTS ${quoted(table)}`);
}

/** Within the caller's transaction, which has locked the live table: the shadow takes its name and its indexes'. */
export async function swap(db: Client, { live, shadow, retired }: TableNames): Promise<void> {
  await rename(db, live, retired);
  await rename(db, shadow, live);
}

async function rename(db: Client, from: string, to: string): Promise<void> {
  for (const { name } of await indexesOf(db, from)) {
    await db.query(`ALTER INDEX ${quoted(name)} RENAME TO ${quoted(suffixed(name, from, to))}`);
  }
  await db.query(`ALTER TABLE ${quoted(from)} RENAME TO ${quoted(to)}`);
}

/** Index names begin with their table's. */
function suffixed(index: string, from: string, to: string): string {
  if (!index.startsWith(from)) throw new Error(`The name of index ${index} doesn't begin with ${from}.`);
  return to + index.slice(from.length);
}

interface Index {
  readonly name: string;
  readonly definition: string;
  readonly isUnique: boolean;
  readonly isPrimary: boolean;
}

async function indexesOf(db: Client, table: string): Promise<Index[]> {
  const { rows } = await db.query<Index>(
    `SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition,
            i.indisunique AS "isUnique", i.indisprimary AS "isPrimary"
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = $1::regclass ORDER BY c.relname`,
    [table],
  );
  return rows;
}

/** What LIKE leaves out, as statements about %TABLE%: storage options, row security, policies, grants. */
async function copiedSettings(db: Client, live: string): Promise<string[]> {
  const { rows } = await db.query<{ statement: string }>(
    `SELECT 'ALTER TABLE %TABLE% SET (' || array_to_string(reloptions, ', ') || ')' AS statement
       FROM pg_class WHERE oid = $1::text::regclass AND reloptions IS NOT NULL
     UNION ALL
     SELECT 'ALTER TABLE %TABLE% ENABLE ROW LEVEL SECURITY' FROM pg_class WHERE oid = $1::text::regclass AND relrowsecurity
     UNION ALL
     SELECT 'ALTER TABLE %TABLE% FORCE ROW LEVEL SECURITY' FROM pg_class WHERE oid = $1::text::regclass AND relforcerowsecurity
     UNION ALL
     SELECT format('CREATE POLICY %I ON %%TABLE%% AS %s FOR %s TO %s', policyname, permissive, cmd,
                   (SELECT string_agg(quote_ident(role), ', ') FROM unnest(roles) AS role))
            || coalesce(' USING (' || qual || ')', '') || coalesce(' WITH CHECK (' || with_check || ')', '')
       FROM pg_policies WHERE schemaname = current_schema() AND tablename = $1::text
     UNION ALL
     SELECT format('GRANT %s ON %%TABLE%% TO %I', privilege_type, grantee::regrole::text)
       FROM pg_class, aclexplode(relacl) WHERE oid = $1::text::regclass AND grantee <> relowner AND grantee <> 0`,
    [live],
  );
  return rows.map(({ statement }) => statement);
}
