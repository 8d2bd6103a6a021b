import { createDataSource } from '@oceafin/platform';
import { testDatabase } from '@oceafin/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { DataSource } from 'typeorm';
import { createHash } from 'node:crypto';
import { LocalDirectoryStorage } from '../infrastructure/local-directory-storage';
import { LocalKeyService } from '../infrastructure/local-key-service';
import { SqlStoredObjects } from '../infrastructure/sql-stored-objects';
import { DocumentVault } from '../vault/document-vault';
import { KeyRotation } from './key-rotation';
import { Reconciliation } from './reconciliation';

describe('upkeep of stored files', () => {
  const kek = randomBytes(32);
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let db: DataSource;
  let folder: string;
  let rows: SqlStoredObjects;
  let storage: LocalDirectoryStorage;
  let vault: DocumentVault;
  let reconciliation: Reconciliation;

  beforeEach(async () => {
    database = await testDatabase('file');
    db = await createDataSource({ url: database.workerUrl, applicationName: 'spec' }).initialize();
    folder = await mkdtemp(join(tmpdir(), 'upkeep-'));
    rows = new SqlStoredObjects(db);
    storage = new LocalDirectoryStorage(folder);
    vault = new DocumentVault(storage, new LocalKeyService(kek));
    reconciliation = new Reconciliation(rows, storage, vault);
  });
  afterEach(async () => {
    await db.destroy();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const document = randomBytes(200_000);
  /** Bytes in storage, with a row unless it's left out. */
  const stored = async ({ row = true, status = 'AVAILABLE' } = {}): Promise<string> => {
    const writer = await vault.create();
    await writer.write(document);
    await writer.commit();
    const { objectName, key } = writer;
    const sha256 = createHash('sha256').update(document).digest('hex');
    const reason = status === 'REJECTED' ? 'FILE_CORRUPT' : null;
    if (row) {
      await db.query(
        `INSERT INTO stored_objects (object_name, partner_id, sha256, size_bytes, content_type, key_id, wrapped_key,
                                     status, reason, scanned_at)
         VALUES ($1, $2, $3, $4, 'application/pdf', $5, $6, $7, $8, now())`,
        [objectName, randomUUID(), sha256, document.length, key.keyId, key.wrapped, status, reason],
      );
    }
    return objectName;
  };
  const pathOf = (objectName: string): string => join(folder, 'objects', objectName.slice(0, 2), objectName);
  const found = async (orphanedBefore = new Date(Date.now() + 60_000)) =>
    (await reconciliation.report({ orphanedBefore })).discrepancies.map(({ kind, objectName }) => [
      kind,
      objectName,
    ]);

  it('finds nothing where everything is in place', async () => {
    await stored();
    await stored({ status: 'PENDING_SCAN' });
    expect(await reconciliation.report({ orphanedBefore: new Date(Date.now() + 60_000) })).toEqual({
      rows: 2,
      objects: 2,
      discrepancies: [],
    });
  });

  it('finds bytes that are missing, changed, or nobody’s', async () => {
    const [missing, damaged, orphan] = [await stored(), await stored(), await stored({ row: false })];
    await rm(pathOf(missing));
    const bytes = await readFile(pathOf(damaged));
    bytes[bytes.length - 40]! ^= 1;
    await writeFile(pathOf(damaged), bytes);
    expect((await found()).sort()).toEqual([
      ['DAMAGED', damaged],
      ['MISSING', missing],
      ['ORPHAN', orphan],
    ]);
  });

  it('expects no bytes of what was rejected, and leaves uploads under way alone', async () => {
    await rm(pathOf(await stored({ status: 'REJECTED' })));
    await stored({ row: false });
    expect(await found(new Date(Date.now() - 60_000))).toEqual([]);
  });

  it('removes orphans and nothing else', async () => {
    const [kept, missing] = [await stored(), await stored()];
    await stored({ row: false });
    await rm(pathOf(missing));
    const { discrepancies } = await reconciliation.report({ orphanedBefore: new Date(Date.now() + 60_000) });
    const left = await reconciliation.repair(discrepancies);
    expect(left.map(({ kind }) => kind)).toEqual(['MISSING']);
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((name) => name.endsWith(kept))).toHaveLength(1);
    expect(await found()).toEqual([['MISSING', missing]]);
  });

  it('says so when the storage is away, instead of missing everything', async () => {
    await stored();
    await rm(join(folder, 'objects'), { recursive: true });
    await writeFile(join(folder, 'objects'), 'in the way');
    await expect(found()).rejects.toThrow('storage');
  });

  it('rotates the key, after which the former one is not needed', async () => {
    const name = await stored();
    const next = randomBytes(32);
    const both = new LocalKeyService(next, kek);
    expect(await new KeyRotation(rows, both).run()).toBe(1);
    expect(await new KeyRotation(rows, both).run()).toBe(0);
    const [entry] = await rows.page(10);
    expect(entry!.objectName).toBe(name);
    const renewed = new DocumentVault(storage, new LocalKeyService(next));
    expect((await buffer(renewed.read(entry!))).equals(document)).toBe(true);
    await expect(buffer(vault.read(entry!))).rejects.toThrow();
  });

  it('gives rejected bytes up after their time', async () => {
    const name = await stored({ status: 'REJECTED' });
    expect(await rows.disposable([name], new Date(Date.now() - 60_000))).toEqual([]);
    expect(await rows.disposable([name], new Date(Date.now() + 60_000))).toEqual([name]);
  });
});
