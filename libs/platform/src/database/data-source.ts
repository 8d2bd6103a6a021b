import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { isInfrastructureError } from '../problems/infrastructure-error';
import { prepareTenant } from './tenant-statement';

export type Entities = NonNullable<DataSourceOptions['entities']>;

export interface PoolOptions {
  /** `postgres://` URL of one role. */
  url: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  entities?: Entities;
  /** Connections at most. Default 10. */
  poolSize?: number;
  /** How long a caller waits for a connection, in milliseconds. Default 3,000. */
  connectTimeoutMs?: number;
  /** The server cancels a longer statement. Milliseconds, default 15,000. */
  statementTimeoutMs?: number;
}

const IDLE_IN_TRANSACTION_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** A TypeORM data source that isn't connected yet. */
export function createDataSource(options: PoolOptions): DataSource {
  const logger = new Logger('Database');
  return new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    entities: options.entities ?? [],
    synchronize: false,
    // The runtime roles may not create extensions, and nothing needs one.
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: options.connectTimeoutMs ?? 3_000,
    poolErrorHandler: (error: Error & { code?: string }) =>
      logger.warn({
        message: 'A pooled connection was lost',
        role: options.applicationName,
        code: error.code,
      }),
    extra: {
      statement_timeout: options.statementTimeoutMs ?? 15_000,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
      onConnect: async (client: ClientBase) => {
        survive(client);
        await prepareTenant(client);
      },
    },
  });
}

/**
 * A server that dies as a connection comes up tells it before TypeORM listens, and an error that nobody hears
 * would end the process; whoever uses the connection finds it broken all the same.
 */
function survive(client: ClientBase): void {
  client.on('error', () => undefined);
}

/**
 * Connects, waiting for a database that is away for as long as it takes (or until `signal` aborts).
 * A definite answer, e.g. a wrong password or no such database, throws at once.
 */
export async function connectPatiently(
  db: DataSource,
  name: string,
  signal?: AbortSignal,
): Promise<DataSource> {
  const logger = new Logger('Database');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.initialize();
    } catch (error) {
      if (!isInfrastructureError(error)) {
        throw error;
      }
      const code = (error as { code?: string }).code ?? (error as Error).name;
      logger.warn({ message: `Waiting for the database (${name})`, attempt, code });
    }
    await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS), undefined, { signal });
  }
}
