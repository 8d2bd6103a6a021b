import type { ClientBase, QueryResult } from 'pg';
import {
  type DataSource,
  EntityManager,
  QueryFailedError,
  type QueryRunner,
  QueryRunnerAlreadyReleasedError,
} from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { send } from './tenant-statement';

/**
 * A tenant's reads: each is a transaction of its own with the tenant set in it, in one round trip. At READ COMMITTED a
 * transaction around several would show them nothing else. Repositories and query builders aren't bound to the tenant,
 * so they find nothing.
 */
export class TenantReads extends EntityManager {
  constructor(
    db: DataSource,
    private readonly partnerId: string,
  ) {
    super(db);
  }

  override async query<T>(text: string, values?: unknown[]): Promise<T> {
    const driver = this.dataSource.driver as PostgresDriver;
    const [client, release] = (await driver.obtainMasterConnection()) as [
      ClientBase,
      (error?: boolean) => void,
    ];
    try {
      const found = await send(client, text, values, { partnerId: this.partnerId, readOnly: true });
      release();
      return rowsOf<T>(found);
    } catch (error) {
      release(true);
      throw new QueryFailedError(text, values, error as Error);
    }
  }
}

/** A tenant's transaction: its first statement sets the tenant, in the same round trip. */
export class TenantWrites extends EntityManager {
  private tenantSet = false;

  constructor(
    private readonly runner: QueryRunner,
    private readonly partnerId: string,
  ) {
    super(runner.dataSource, runner);
  }

  override async query<T>(text: string, values?: unknown[]): Promise<T> {
    // A runner that lost its connection would take another one, outside of the transaction.
    if (this.runner.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const client = (await this.runner.connect()) as ClientBase;
    const tenant = this.tenantSet ? undefined : { partnerId: this.partnerId, readOnly: false };
    this.tenantSet = true;
    try {
      return rowsOf<T>(await send(client, text, values, tenant));
    } catch (error) {
      throw new QueryFailedError(text, values, error as Error);
    }
  }
}

/** As TypeORM gives them. */
function rowsOf<T>({ command, rows, rowCount }: QueryResult): T {
  return (command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows) as T;
}
