import { type ClientBase, Query, type QueryConfig, type QueryResult } from 'pg';

/** Rows of which partner a statement may see, and whether it may write. */
export interface Tenant {
  /** A UUID. */
  readonly partnerId: string;
  readonly readOnly: boolean;
}

/** Sets what row-level security and the server's read-only mode ask for, and gives no row. */
const SET_TENANT = {
  name: 'set_tenant',
  text: `SELECT WHERE concat(set_config('app.partner', $1, true), set_config('transaction_read_only', $2, true)) IS NULL`,
};

/** Each session of the request path knows it from the start, so that `send` need only bind it. */
export async function prepareTenant(client: ClientBase): Promise<void> {
  await client.query({ ...SET_TENANT, values: ['', 'off'] });
}

/**
 * Sends a statement, with the tenant set ahead of it in the same round trip: both stand before one Sync, so they are one
 * transaction, of their own unless one was begun.
 */
export function send(
  client: ClientBase,
  text: string,
  values: unknown[] = [],
  tenant?: Tenant,
): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const config: QueryConfig & { queryMode: 'extended' } = {
      ...{ text, values, name: nameOf(text), queryMode: 'extended' },
    };
    const query = new Query(config, (error, found: QueryResult | QueryResult[]) => {
      if (error) reject(error);
      else resolve(Array.isArray(found) ? found.at(-1)! : found);
    });
    if (tenant) precede(query, tenant);
    client.query(query);
  });
}

function precede(query: Query, { partnerId, readOnly }: Tenant): void {
  const { submit } = query;
  query.submit = (connection) => {
    connection.stream.cork();
    try {
      const values = [partnerId, readOnly ? 'on' : 'off'];
      connection.bind({ statement: SET_TENANT.name, values, valueMapper: String }, true);
      connection.execute({}, true);
      return submit.call(query, connection);
    } finally {
      connection.stream.uncork();
    }
  };
}

/** Texts are constants of the code; beyond so many, something makes them up, and sessions would hoard plans. */
const MOST_NAMED = 500;
const names = new Map<string, string>();

/** A named statement is parsed once a session, and planned until PostgreSQL finds one plan good for all values. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMED) return known;
  const name = `statement_${names.size + 1}`;
  names.set(text, name);
  return name;
}
