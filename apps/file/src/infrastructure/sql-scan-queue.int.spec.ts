import { createDataSource } from '@oceafin/platform';
import { testDatabase, type TestDatabase } from '@oceafin/testing';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { AVAILABLE } from '../domain/scan-policy';
import type { ScanTask } from '../ports/scan-queue';
import { SqlScanQueue } from './sql-scan-queue';

describe('SqlScanQueue', () => {
  let database: TestDatabase;
  let db: DataSource;
  let a: SqlScanQueue;
  let b: SqlScanQueue;

  beforeAll(async () => {
    database = await testDatabase('file');
    db = await createDataSource({ url: database.workerUrl, applicationName: 'spec' }).initialize();
    a = new SqlScanQueue(db, 'a');
    b = new SqlScanQueue(db, 'b');
  });
  afterAll(async () => {
    await db?.destroy();
    await database?.drop();
  });
  beforeEach(() => db.query('DELETE FROM stored_objects'));

  const add = async (): Promise<string> => {
    const name = randomUUID();
    await db.query(
      `INSERT INTO stored_objects (object_name, partner_id, sha256, size_bytes, content_type, key_id, wrapped_key)
       VALUES ($1, $2, repeat('0', 64), 10, 'image/png', 'k', '\\x00')`,
      [name, randomUUID()],
    );
    return name;
  };
  const expire = () => db.query(`UPDATE stored_objects SET scan_lease_until = now() - interval '1 second'`);
  const settle = (queue: SqlScanQueue, task: ScanTask) =>
    db.transaction((tx) => queue.settle(tx, task, AVAILABLE));

  it('gives each task to one instance', async () => {
    const names = [await add(), await add(), await add()];
    const taken = await Promise.all([a.take(), b.take(), a.take(), b.take()]);
    expect(taken.flatMap((task) => task?.objectName ?? []).sort()).toEqual(names.sort());
    expect(await a.take()).toBeUndefined();
  });

  it("gives a dead instance's task to another, and the verdict to nobody else", async () => {
    await add();
    const lost = (await a.take())!;
    expect(await b.take()).toBeUndefined();
    await expire();
    const found = (await b.take())!;
    expect(found.objectName).toBe(lost.objectName);
    expect(await a.renew(lost)).toBe(false);
    expect(await settle(a, lost)).toBeUndefined();
    expect(await settle(b, found)).toEqual([]);
    expect(await b.take()).toBeUndefined();
  });

  it('gives back at once what the same instance left in an earlier life', async () => {
    await add();
    await a.take();
    await b.releaseOwn();
    expect(await a.take()).toBeUndefined();
    await a.releaseOwn();
    expect(await a.take()).toBeDefined();
  });

  it('lets a deferred task rest, longer each time, and counts crashes apart', async () => {
    await add();
    // Within a transaction the time of the database stands still, however slow this machine is.
    const one = { url: database.workerUrl, applicationName: 'spec', poolSize: 1 };
    const still = await createDataSource(one).initialize();
    await still.query('BEGIN');
    const queue = new SqlScanQueue(still, 'a');
    const pauses: number[] = [];
    for (const crashed of [false, true, false]) {
      await queue.defer((await queue.take())!, crashed);
      expect(await queue.take()).toBeUndefined();
      pauses.push((await queue.nextDueIn())!);
      await still.query('UPDATE stored_objects SET scan_after = now()');
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
    expect((await queue.take())!.crashes).toBe(1);
    await still.destroy();
  });

  it('tells the backlog', async () => {
    expect(await a.backlog()).toEqual({ waiting: 0, oldestSeconds: 0 });
    await add();
    expect((await a.backlog()).waiting).toBe(1);
  });
});
