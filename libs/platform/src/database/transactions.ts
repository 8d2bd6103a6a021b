import type { DataSource, EntityManager } from 'typeorm';
import { isUuid } from '../validation/text.decorators';

export interface TransactionOptions {
  /** The server refuses every write. */
  readOnly?: boolean;
}

/**
 * Runs `work` in one transaction in which row-level security shows and accepts rows of this partner
 * only. Every query of a partner's request goes through here. Commits when `work` resolves.
 *
 * @param partnerId UUID of the tenant.
 */
export function tenantTransaction<T>(
  db: DataSource,
  partnerId: string,
  work: (tx: EntityManager) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  if (!isUuid(partnerId)) {
    return Promise.reject(new TypeError('tenantTransaction needs the UUID of a partner'));
  }
  return db.transaction(async (tx) => {
    await tx.query(
      options.readOnly
        ? `SELECT set_config('app.partner', $1, true), set_config('transaction_read_only', 'on', true)`
        : `SELECT set_config('app.partner', $1, true)`,
      [partnerId],
    );
    return work(tx);
  });
}

/** Runs `work` in one transaction of the worker role, which sees the rows of every partner. */
export function workerTransaction<T>(db: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return db.transaction(work);
}
