import { DataSource, type MigrationInterface, type MixedList } from 'typeorm';
import { connectPatiently } from './data-source';

export interface MigrateOptions {
  /** `postgres://` URL of the role that owns the tables. */
  ownerUrl: string;
  /** Migration classes; TypeORM orders them by the timestamp at the end of their names. */
  migrations: MixedList<(new () => MigrationInterface) | string>;
}

/** Two processes that migrate at once take turns. The number is ours alone. */
const MIGRATION_LOCK = 7_320_516_184;

/** Applies what is pending, each migration in a transaction of its own, and gives the names applied now. */
export async function migrateDatabase({ ownerUrl, migrations }: MigrateOptions): Promise<string[]> {
  const db = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'migrate',
    installExtensions: false,
    migrations,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    connectTimeoutMS: 5_000,
    poolSize: 2,
  });
  await connectPatiently(db, 'migrations');
  const lock = db.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await db.runMigrations();
    return applied.map((migration) => migration.name);
  } finally {
    await lock.release();
    await db.destroy();
  }
}
