import { eventually } from '@oceafin/testing';
import { Client } from 'pg';
import { readLog } from '../audit/read-log';
import type { Cluster } from '../cluster/cluster';

export interface Effects {
  readonly what: string;
  readonly count: number;
}

const COUNTS = {
  customer: {
    customers: `SELECT customer_id::text AS id FROM customers WHERE partner_customer_ref LIKE $1`,
    'history entries': `SELECT customer_id::text AS id FROM customer_history JOIN customers USING (customer_id)
                         WHERE partner_customer_ref LIKE $1`,
    'stored answers': 'SELECT key AS id FROM idempotency_keys WHERE key LIKE $1',
  },
  file: {
    'file assets': 'SELECT file_asset_id::text AS id FROM file_assets WHERE file_name LIKE $1',
    'stored answers': 'SELECT key AS id FROM idempotency_keys WHERE key LIKE $1',
  },
} as const;

const ANNOUNCED = {
  customer: ['customers', 'CustomerCreated'],
  file: ['file assets', 'FileReceived'],
} as const;

/** Everything that carrying out the mutations left behind, of keys that begin with `prefix`; each must be there once. */
export async function effectsOf(
  cluster: Cluster,
  app: 'customer' | 'file',
  prefix: string,
): Promise<Effects[]> {
  const db = new Client({ connectionString: cluster.adminUrl(app) });
  await db.connect();
  try {
    const found: Effects[] = [];
    const idsOf = new Map<string, Set<string>>();
    for (const [what, sql] of Object.entries(COUNTS[app])) {
      const { rows } = await db.query<{ id: string }>(sql, [`${prefix}%`]);
      found.push({ what, count: rows.length });
      idsOf.set(what, new Set(rows.map(({ id }) => id)));
    }
    await untilPublished(db);
    const [subject, event] = ANNOUNCED[app];
    return [
      ...found,
      { what: `${event} events`, count: await announced(cluster, event, idsOf.get(subject)!) },
    ];
  } finally {
    await db.end();
  }
}

const untilPublished = (db: Client): Promise<void> =>
  eventually(
    async () => {
      const { rows } = await db.query<{ left: number }>('SELECT count(*)::int AS left FROM outbox_messages');
      if (rows[0]!.left > 0) throw new Error(`${rows[0]!.left} events wait to be published`);
    },
    { timeoutMs: 180_000, intervalMs: 100 },
  );

/** Distinct events: one that a crash had published again is the same event. */
async function announced(cluster: Cluster, event: string, subjects: ReadonlySet<string>): Promise<number> {
  const log = await readLog(cluster.brokerAddresses);
  const ids = log.filter(({ name, key }) => name === event && subjects.has(key)).map(({ id }) => id);
  return new Set(ids).size;
}
