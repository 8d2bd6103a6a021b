import { createDataSource } from '@oceafin/platform';
import { Command } from 'commander';
import { RETENTION } from '../../apps/file/src/domain/retention';
import { LocalDirectoryStorage } from '../../apps/file/src/infrastructure/local-directory-storage';
import { LocalKeyService } from '../../apps/file/src/infrastructure/local-key-service';
import { SqlStoredObjects } from '../../apps/file/src/infrastructure/sql-stored-objects';
import { KeyRotation } from '../../apps/file/src/upkeep/key-rotation';
import { Reconciliation } from '../../apps/file/src/upkeep/reconciliation';
import { DocumentVault } from '../../apps/file/src/vault/document-vault';
import { filesConfig } from './config';

const program = new Command('files').description(
  'Upkeep of stored files. Reads FILE_DATABASE_WORKER_URL, STORAGE_DIR, STORAGE_KEK and STORAGE_KEK_PREVIOUS.',
);

program
  .command('reconcile')
  .description('reads every stored file and compares it with its row, and every stored object with its file')
  .option('--repair', 'remove bytes that no file refers to')
  .action(({ repair = false }: { repair?: boolean }) =>
    withStorage(async ({ rows, storage, keys }) => {
      const reconciliation = new Reconciliation(rows, storage, new DocumentVault(storage, keys));
      const orphanedBefore = new Date(Date.now() - RETENTION.orphanedBytes);
      const { rows: known, objects, discrepancies } = await reconciliation.report({ orphanedBefore });
      for (const { kind, objectName, why } of discrepancies) console.log(`${kind}\t${objectName}\t${why}`);
      console.log(`${known} rows, ${objects} objects, ${discrepancies.length} discrepancies`);
      const left = repair ? await reconciliation.repair(discrepancies) : discrepancies;
      if (repair) console.log(`${discrepancies.length - left.length} repaired`);
      if (left.length > 0) process.exitCode = 1;
    }),
  );

program
  .command('rotate-keys')
  .description('wraps every data key under STORAGE_KEK; STORAGE_KEK_PREVIOUS can be dropped afterwards')
  .action(() =>
    withStorage(async ({ rows, keys }) => {
      console.log(`${await new KeyRotation(rows, keys).run()} data keys wrapped anew`);
    }),
  );

interface Stored {
  readonly rows: SqlStoredObjects;
  readonly storage: LocalDirectoryStorage;
  readonly keys: LocalKeyService;
}

async function withStorage(work: (stored: Stored) => Promise<void>): Promise<void> {
  const config = filesConfig();
  const db = createDataSource({
    url: config.FILE_DATABASE_WORKER_URL,
    applicationName: 'files',
    poolSize: 2,
    connectTimeoutMs: 30_000,
  });
  await db.initialize();
  try {
    const former = config.STORAGE_KEK_PREVIOUS ? [config.STORAGE_KEK_PREVIOUS] : [];
    await work({
      rows: new SqlStoredObjects(db),
      storage: new LocalDirectoryStorage(config.STORAGE_DIR),
      keys: new LocalKeyService(config.STORAGE_KEK, ...former),
    });
  } finally {
    await db.destroy();
  }
}

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
