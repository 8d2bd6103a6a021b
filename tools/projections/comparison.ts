import { type Client, escapeIdentifier as quoted } from 'pg';

export interface TableHash {
  readonly rows: number;
  /** Over every column of every row, in the order of the key. */
  readonly hash: string;
}

export interface Difference {
  readonly customerId: string;
  readonly live: object | null;
  readonly rebuilt: object | null;
}

export interface Comparison {
  readonly live: TableHash;
  readonly rebuilt: TableHash;
  readonly isEqual: boolean;
  readonly differing: number;
  /** The first of them. */
  readonly examples: readonly Difference[];
}

const EXAMPLES = 10;

/** Compares two tables of one layout, as the transaction of `db` sees them. */
export async function compare(db: Client, live: string, rebuilt: string): Promise<Comparison> {
  const hashes = { live: await hashOf(db, live), rebuilt: await hashOf(db, rebuilt) };
  const isEqual = hashes.live.hash === hashes.rebuilt.hash && hashes.live.rows === hashes.rebuilt.rows;
  return {
    ...hashes,
    isEqual,
    ...(isEqual ? { differing: 0, examples: [] } : await differences(db, live, rebuilt)),
  };
}

async function hashOf(db: Client, table: string): Promise<TableHash> {
  const { rows } = await db.query<TableHash>(
    `SELECT count(*)::integer AS rows, md5(coalesce(string_agg(md5(t::text), '' ORDER BY customer_id), '')) AS hash
       FROM ${quoted(table)} AS t`,
  );
  return rows[0]!;
}

async function differences(
  db: Client,
  live: string,
  rebuilt: string,
): Promise<Pick<Comparison, 'differing' | 'examples'>> {
  const differing = `${quoted(live)} AS l FULL JOIN ${quoted(rebuilt)} AS r USING (customer_id)
                      WHERE to_jsonb(l) IS DISTINCT FROM to_jsonb(r)`;
  const { rows: counts } = await db.query<{ count: number }>(`SELECT count(*)::integer FROM ${differing}`);
  const { rows: examples } = await db.query<Difference>(
    `SELECT customer_id AS "customerId", to_jsonb(l) AS live, to_jsonb(r) AS rebuilt
       FROM ${differing} ORDER BY customer_id LIMIT ${EXAMPLES}`,
  );
  return { differing: counts[0]!.count, examples };
}
