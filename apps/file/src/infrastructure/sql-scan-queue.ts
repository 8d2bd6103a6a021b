import { workerTransaction } from '@oceafin/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { ContentType } from '../domain/content-types';
import type { FileAsset, Verdict } from '../domain/file-asset';
import { ScanQueue, type ScanTask } from '../ports/scan-queue';
import { ASSET_COLUMNS, type FileAssetRow, toFileAsset } from './sql-file-assets';

export const LEASE_SECONDS = 20;
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 60;

interface TaskRow {
  object_name: string;
  sha256: string;
  size_bytes: number;
  content_type: ContentType;
  key_id: string;
  wrapped_key: Buffer;
  scan_crashes: number;
}

/** Scan tasks as leases on `stored_objects`, by the database's clock. */
export class SqlScanQueue extends ScanQueue {
  constructor(
    private readonly db: DataSource,
    private readonly instanceId: string,
  ) {
    super();
  }

  async take(): Promise<ScanTask | undefined> {
    const [row] = await this.db.query<TaskRow[]>(
      `WITH due AS (
         SELECT object_name FROM stored_objects
          WHERE status = 'PENDING_SCAN' AND scan_after <= now()
            AND (scan_lease_until IS NULL OR scan_lease_until < now())
          ORDER BY scan_after LIMIT 1 FOR UPDATE SKIP LOCKED
       ), taken AS (
         UPDATE stored_objects o
            SET scan_owner = $1, scan_lease_until = now() + make_interval(secs => $2)
           FROM due WHERE o.object_name = due.object_name
         RETURNING o.object_name, o.sha256, o.size_bytes, o.content_type, o.key_id, o.wrapped_key, o.scan_crashes
       )
       SELECT * FROM taken`,
      [this.instanceId, LEASE_SECONDS],
    );
    return (
      row && {
        objectName: row.object_name,
        sha256: row.sha256,
        sizeBytes: row.size_bytes,
        contentType: row.content_type,
        key: { keyId: row.key_id, wrapped: row.wrapped_key },
        crashes: row.scan_crashes,
      }
    );
  }

  async renew(task: ScanTask): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `WITH renewed AS (
         UPDATE stored_objects SET scan_lease_until = now() + make_interval(secs => $3)
          WHERE object_name = $1 AND scan_owner = $2 AND status = 'PENDING_SCAN'
         RETURNING 1
       ) SELECT * FROM renewed`,
      [task.objectName, this.instanceId, LEASE_SECONDS],
    );
    return rows.length > 0;
  }

  async defer(task: ScanTask, crashed: boolean): Promise<void> {
    await this.db.query(
      `UPDATE stored_objects
          SET scan_owner = NULL, scan_lease_until = NULL,
              scan_deferrals = scan_deferrals + 1,
              scan_crashes = scan_crashes + $3::int,
              scan_after = now() + make_interval(secs => least($4 * 2 ^ least(scan_deferrals, 10), $5))
        WHERE object_name = $1 AND scan_owner = $2 AND status = 'PENDING_SCAN'`,
      [task.objectName, this.instanceId, crashed ? 1 : 0, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS],
    );
  }

  async settle(tx: EntityManager, task: ScanTask, verdict: Verdict): Promise<FileAsset[] | undefined> {
    const settled = await tx.query<unknown[]>(
      `WITH settled AS (
         UPDATE stored_objects
            SET status = $3, reason = $4, scanned_at = now(), scan_owner = NULL, scan_lease_until = NULL
          WHERE object_name = $1 AND scan_owner = $2 AND status = 'PENDING_SCAN'
         RETURNING 1
       ) SELECT * FROM settled`,
      [task.objectName, this.instanceId, verdict.status, verdict.reason],
    );
    if (settled.length === 0) return undefined;
    // A statement of its own: it sees the links that the update above had to wait for.
    const rows = await tx.query<FileAssetRow[]>(
      `SELECT ${ASSET_COLUMNS} FROM file_assets a JOIN stored_objects o USING (object_name)
        WHERE a.object_name = $1 AND a.deleted_at IS NULL ORDER BY a.customer_id, a.created_at`,
      [task.objectName],
    );
    return rows.map(toFileAsset);
  }

  async nextDueIn(): Promise<number | undefined> {
    const [row] = await this.db.query<{ ms: number | null }[]>(
      `SELECT extract(epoch FROM min(greatest(scan_after, coalesce(scan_lease_until, '-infinity'))) - now())::float8
              * 1000 AS ms
         FROM stored_objects WHERE status = 'PENDING_SCAN'`,
    );
    return row?.ms ?? undefined;
  }

  async releaseOwn(): Promise<void> {
    await workerTransaction(this.db, (tx) =>
      tx.query(
        `UPDATE stored_objects SET scan_owner = NULL, scan_lease_until = NULL
          WHERE scan_owner = $1 AND status = 'PENDING_SCAN'`,
        [this.instanceId],
      ),
    );
  }

  async backlog(): Promise<{ waiting: number; oldestSeconds: number }> {
    const [row] = await this.db.query<{ waiting: number; oldest: number }[]>(
      `SELECT count(*)::int AS waiting,
              coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest
         FROM stored_objects WHERE status = 'PENDING_SCAN'`,
    );
    return { waiting: row!.waiting, oldestSeconds: row!.oldest };
  }
}
