import type { DataSource, EntityManager } from 'typeorm';
import { isUuid } from '../validation/text.decorators';
import { TenantReads, TenantWrites } from './tenant-manager';

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
export async function tenantTransaction<T>(
  db: DataSource,
  partnerId: string,
  work: (tx: EntityManager) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  if (!isUuid(partnerId)) throw new TypeError('tenantTransaction needs the UUID of a partner');
  if (options.readOnly) return work(new TenantReads(db, partnerId));
  const runner = db.createQueryRunner();
  try {
    return await new TenantWrites(runner, partnerId).transaction(work);
  } finally {
    await runner.release();
  }
}

/** Runs `work` in one transaction of the worker role, which sees the rows of every partner. */
export function workerTransaction<T>(db: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return db.transaction(work);
}
