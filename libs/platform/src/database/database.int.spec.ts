import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually, testDatabase, type TestDatabase } from '@oceafin/testing';
import { Client } from 'pg';
import { DataSource, QueryFailedError, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createApp } from '../bootstrap';
import { isInfrastructureError } from '../problems/infrastructure-error';
import { createDataSource } from './data-source';
import { DatabaseClock } from './database-clock';
import { DatabaseModule } from './database.module';
import { migrateDatabase } from './migrate-database';
import { SchemaMissingError } from './require-tables';
import { RUNTIME_DB, WORKER_DB } from './tokens';
import { tenantTransaction, workerTransaction } from './transactions';

const ACME = '00000000-0000-4000-8000-00000000000a';
const GLOBEX = '00000000-0000-4000-8000-00000000000b';

class Notes1700000000000 implements MigrationInterface {
  name = 'Notes1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    const mine = `partner_id = NULLIF(current_setting('app.partner', true), '')::uuid`;
    await runner.query(`CREATE TABLE notes (id int PRIMARY KEY, partner_id uuid NOT NULL)`);
    await runner.query(`ALTER TABLE notes ENABLE ROW LEVEL SECURITY`);
    await runner.query(
      `CREATE POLICY tenant ON notes TO customer_runtime USING (${mine}) WITH CHECK (${mine})`,
    );
    await runner.query(`CREATE POLICY worker ON notes TO customer_worker USING (true) WITH CHECK (true)`);
    await runner.query(`GRANT SELECT, INSERT ON notes TO customer_runtime, customer_worker`);
  }

  async down(): Promise<void> {}
}

describe('database access', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let runtime: DataSource;
  let worker: DataSource;

  const start = (tables: string[]) => {
    @Module({
      imports: [
        DatabaseModule.forRoot({
          runtimeUrl: database.runtimeUrl,
          workerUrl: database.workerUrl,
          tables,
          runtimePoolSize: 2,
          workerPoolSize: 1,
          statementTimeoutMs: 2_000,
        }),
      ],
    })
    class TestModule {}
    return createApp({ name: 'customer', module: TestModule, logger: { level: 'silent' } });
  };

  beforeAll(async () => {
    database = await testDatabase('customer', { empty: true });
    await expect(start(['notes'])).rejects.toThrow(SchemaMissingError);
    const migrate = () => migrateDatabase({ ownerUrl: database.ownerUrl, migrations: [Notes1700000000000] });
    const applied = await Promise.all([migrate(), migrate()]);
    expect(applied.flat()).toEqual(['Notes1700000000000']);
    app = await start(['notes']);
    await app.init();
    runtime = app.get(RUNTIME_DB);
    worker = app.get(WORKER_DB);
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const idsSeenBy = (partner: string) =>
    tenantTransaction(runtime, partner, async (tx) => {
      const rows = await tx.query<{ id: number }[]>('SELECT id FROM notes ORDER BY id');
      return rows.map(({ id }) => id);
    });
  const insert = (as: string, id: number, owner: string) =>
    tenantTransaction(runtime, as, (tx) => tx.query('INSERT INTO notes VALUES ($1, $2)', [id, owner]));

  it('shows a tenant its own rows only, and the worker all of them', async () => {
    await insert(ACME, 1, ACME);
    await insert(GLOBEX, 2, GLOBEX);
    expect(await idsSeenBy(ACME)).toEqual([1]);
    expect(await idsSeenBy(GLOBEX)).toEqual([2]);
    expect(await workerTransaction(worker, (tx) => tx.query('SELECT id FROM notes'))).toHaveLength(2);
  });

  it('refuses a row for another tenant', async () => {
    await expect(insert(ACME, 3, GLOBEX)).rejects.toThrow(/row-level security/);
  });

  it('shows nothing outside of a tenant transaction, on connections that served tenants too', async () => {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect(await runtime.query('SELECT id FROM notes')).toEqual([]);
    }
  });

  it.each(['', 'x', `${ACME}' OR true --`])('refuses %j as a tenant', async (partner) => {
    await expect(idsSeenBy(partner)).rejects.toThrow(TypeError);
  });

  it('commits or rolls back as a whole', async () => {
    const failing = tenantTransaction(runtime, ACME, async (tx) => {
      await tx.query('INSERT INTO notes VALUES (9, $1)', [ACME]);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await idsSeenBy(ACME)).toEqual([1]);
  });

  it('writes nothing in a read-only transaction', async () => {
    const write = tenantTransaction(
      runtime,
      ACME,
      (tx) => tx.query('INSERT INTO notes VALUES (8, $1)', [ACME]),
      {
        readOnly: true,
      },
    );
    await expect(write).rejects.toThrow(/read-only transaction/);
    await insert(ACME, 7, ACME);
  });

  it('runs with the roles that the policies name, neither of them above row-level security', async () => {
    const role = async (db: DataSource) =>
      (await db.query(
        `SELECT current_user AS name, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user`,
      )) as unknown;
    expect(await role(runtime)).toEqual([{ name: 'customer_runtime', rolbypassrls: false, rolsuper: false }]);
    expect(await role(worker)).toMatchObject([{ name: 'customer_worker', rolsuper: false }]);
  });

  it('tells the time of the database', async () => {
    const [row] = await runtime.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    expect(Math.abs(app.get(DatabaseClock).now().getTime() - (row?.now.getTime() ?? 0))).toBeLessThan(10_000);
  });

  it('is ready', async () => {
    const answer = await app.inject({ method: 'GET', url: '/health/ready' });
    expect(answer.json()).toMatchObject({ status: 'ok', info: { database: { status: 'up' } } });
  });

  describe('tells faults of the infrastructure from those of data and code', () => {
    const fault = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );

    it('a statement that takes too long', async () => {
      const error = await fault(runtime.query('SELECT pg_sleep(60)'));
      expect(error).toBeInstanceOf(QueryFailedError);
      expect(isInfrastructureError(error)).toBe(true);
    });

    it('a connection that the server ends', async () => {
      const error = await fault(
        workerTransaction(worker, async (tx) => {
          await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
        }),
      );
      expect(isInfrastructureError(error)).toBe(true);
      expect(await worker.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    it('a connection that the server ended between two statements of a transaction', async () => {
      const admin = new Client({ connectionString: database.adminUrl });
      await admin.connect();
      const error = await fault(
        workerTransaction(worker, async (tx) => {
          const [session] = await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
          await admin.query('SELECT pg_terminate_backend($1)', [session?.pid]);
          await eventually(() => expect(tx.queryRunner?.isReleased).toBe(true));
          await tx.query('SELECT 1');
        }),
      );
      await admin.end();
      expect((error as Error).name).toMatch(/Released/);
      expect(isInfrastructureError(error)).toBe(true);
      expect(await worker.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    it('no free connection', async () => {
      const held = worker.createQueryRunner();
      await held.connect();
      try {
        expect(isInfrastructureError(await fault(worker.query('SELECT 1')))).toBe(true);
      } finally {
        await held.release();
      }
    });

    it('nobody listening', async () => {
      const url = Object.assign(new URL(database.runtimeUrl), { port: '1' }).href;
      const db = createDataSource({ url, applicationName: 'test' });
      expect(isInfrastructureError(await fault(db.initialize()))).toBe(true);
    });

    it.each([
      ['bad SQL', 'SELEC 1'],
      ['bad data', `SELECT 'x'::uuid`],
      ['a violated constraint', `SELECT 1/0`],
    ])('%s is none', async (_name, sql) => {
      expect(isInfrastructureError(await fault(runtime.query(sql)))).toBe(false);
    });

    it('a wrong password ends the boot instead of waiting', async () => {
      const url = Object.assign(new URL(database.runtimeUrl), { password: 'wrong' }).href;
      const db = createDataSource({ url, applicationName: 'test' });
      expect(isInfrastructureError(await fault(db.initialize()))).toBe(false);
    });
  });
});
