import {
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DatabaseClock } from './database-clock';
import { connectPatiently, createDataSource, type Entities } from './data-source';
import { requireTables } from './require-tables';
import { RUNTIME_DB, WORKER_DB } from './tokens';
import { HealthChecks } from '../health/health-checks';

export interface DatabaseOptions {
  runtimeUrl: string;
  workerUrl: string;
  entities?: Entities;
  /** Tables without an entity that must be there, or the boot fails. */
  tables?: string[];
  /** Shown in `pg_stat_activity` with `-runtime` or `-worker`. Default `oceafin`. */
  applicationName?: string;
  /** Connections of the request path. Default 20. */
  runtimePoolSize?: number;
  /** Connections of relay, consumers and jobs. Default 10. */
  workerPoolSize?: number;
  /** Milliseconds; the server cancels a longer statement. Default 15,000. */
  statementTimeoutMs?: number;
}

/** Closes the pools last, when no request and no message is in work any more. */
@Injectable()
class DatabaseLifecycle implements OnApplicationShutdown {
  constructor(
    @Inject(RUNTIME_DB) private readonly runtime: DataSource,
    @Inject(WORKER_DB) private readonly worker: DataSource,
    health: HealthChecks,
  ) {
    health.register('database', async () => {
      await Promise.all([runtime.query('SELECT 1'), worker.query('SELECT 1')]);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.runtime.destroy(), this.worker.destroy()]);
  }
}

/**
 * The app's own database as two data sources, by role: `RUNTIME_DB` for requests, `WORKER_DB` for
 * relay, consumers and jobs; and `DatabaseClock`. The boot waits for a database that is away.
 */
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        dataSource(RUNTIME_DB, 'runtime', options),
        dataSource(WORKER_DB, 'worker', options),
        DatabaseClock,
        DatabaseLifecycle,
      ],
      exports: [RUNTIME_DB, WORKER_DB, DatabaseClock],
    };
  }
}

function dataSource(
  provide: symbol,
  role: 'runtime' | 'worker',
  options: DatabaseOptions,
): FactoryProvider<DataSource> {
  const { applicationName = 'oceafin', entities, tables = [], statementTimeoutMs } = options;
  return {
    provide,
    useFactory: async () => {
      const db = createDataSource({
        url: role === 'runtime' ? options.runtimeUrl : options.workerUrl,
        applicationName: `${applicationName}-${role}`,
        entities,
        statementTimeoutMs,
        poolSize: role === 'runtime' ? (options.runtimePoolSize ?? 20) : (options.workerPoolSize ?? 10),
      });
      await connectPatiently(db, role);
      await requireTables(db, tables);
      return db;
    },
  };
}
