import { randomUUID } from 'node:crypto';
import { createDataSource, tenantTransaction } from '@oceafin/platform';
import { testDatabase, type TestDatabase } from '@oceafin/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { withClient } from '../../tools/database/provision';
import { oneRowEach } from '../support/one-row-each';

const [ACME, GLOBEX] = [randomUUID(), randomUUID()];

/** Behind no policy: numbers by topic and key, and what goes to the broker, which the role can't read. */
const OF_NO_PARTNER: Readonly<Record<string, Right[]>> = {
  outbox_heads: ['SELECT', 'INSERT', 'UPDATE'],
  outbox_messages: ['INSERT'],
};

type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

interface Reachable {
  readonly name: string;
  readonly secured: boolean;
  readonly rights: readonly Right[];
  readonly updatable: string | null;
}

/** Whatever the runtime role may touch: tables, views, partitions; read from the catalogue, so that none is forgotten. */
const REACHABLE = `
  SELECT quote_ident(c.relname) AS name, c.relrowsecurity AS secured,
         array(SELECT r FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS r
                WHERE has_table_privilege($1::name, c.oid, r)
                   OR r <> 'DELETE' AND has_any_column_privilege($1::name, c.oid, r)) AS rights,
         (SELECT quote_ident(a.attname) FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             AND has_column_privilege($1::name, c.oid, a.attnum, 'UPDATE') LIMIT 1) AS updatable
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   ORDER BY 1`;

describe.each(['customer', 'file', 'onboarding'] as const)('row-level security of %s', (app) => {
  let database: TestDatabase;
  let runtime: DataSource;
  let reachable: Reachable[];

  beforeAll(async () => {
    database = await testDatabase(app);
    await withClient(database.adminUrl, async (admin) => {
      const { rows } = await admin.query<Reachable>(REACHABLE, [`${app}_runtime`]);
      reachable = rows.filter(({ name, rights }) =>
        rights.some((right) => !OF_NO_PARTNER[name]?.includes(right)),
      );
      for (const { name } of reachable) await oneRowEach(admin, name, [ACME, GLOBEX]);
    });
    const options = { url: database.runtimeUrl, applicationName: 'spec', poolSize: 1 };
    runtime = await createDataSource(options).initialize();
  });

  afterAll(async () => {
    await runtime?.destroy();
    await database?.drop();
  });

  const partnersOf = async (db: DataSource | EntityManager, sql: string): Promise<string[]> => {
    const found = await db.query<{ partner_id: string }[] | [{ partner_id: string }[], number]>(sql);
    // TypeORM gives rows and their number for UPDATE and DELETE.
    const rows = (Array.isArray(found[0]) ? found[0] : found) as { partner_id: string }[];
    return rows.map(({ partner_id }) => partner_id);
  };

  /** What a statement of ACME's request touches; undone at the end. */
  const touched = async (sql: string): Promise<string[]> => {
    let partners: string[] = [];
    const undone = tenantTransaction(runtime, ACME, async (tx) => {
      partners = await partnersOf(tx, sql);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    return partners;
  };

  it('stands behind everything the role may touch', () => {
    expect(reachable.length).toBeGreaterThan(3);
    expect(reachable.filter(({ secured }) => !secured)).toEqual([]);
  });

  it('shows a query that forgets the partner its own rows only', async () => {
    for (const { name } of reachable.filter(({ rights }) => rights.includes('SELECT'))) {
      expect([name, await touched(`SELECT partner_id FROM ${name}`)]).toEqual([name, [ACME]]);
    }
  });

  it('changes and removes own rows only', async () => {
    for (const { name, rights, updatable } of reachable) {
      if (updatable) {
        const update = `UPDATE ${name} SET ${updatable} = ${updatable} RETURNING partner_id`;
        expect([name, await touched(update)]).toEqual([name, [ACME]]);
      }
      if (rights.includes('DELETE')) {
        expect([name, await touched(`DELETE FROM ${name} RETURNING partner_id`)]).toEqual([name, [ACME]]);
      }
    }
  });

  it('takes in no row of another partner', async () => {
    for (const { name } of reachable.filter(({ rights }) => rights.includes('INSERT'))) {
      const copy = `INSERT INTO ${name} SELECT (jsonb_populate_record(t, '{"partner_id": "${GLOBEX}"}')).* FROM ${name} t`;
      const foreign = tenantTransaction(runtime, ACME, (tx) => tx.query(copy));
      await expect(foreign).rejects.toThrow('row-level security');
    }
  });

  it('shows nothing, and does not fail, where a pooled connection has no tenant', async () => {
    await tenantTransaction(runtime, ACME, (tx) => tx.query('SELECT 1'));
    for (const { name } of reachable.filter(({ rights }) => rights.includes('SELECT'))) {
      expect([name, await partnersOf(runtime, `SELECT partner_id FROM ${name}`)]).toEqual([name, []]);
    }
  });
});
