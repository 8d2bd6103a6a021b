import { workerTransaction } from '@oceafin/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { FileAsset } from '../domain/file-asset';
import type { StoredObject } from '../ports/file-assets';
import type { WrappedKey } from '../ports/key-service';
import { type InventoryEntry, StoredObjects } from '../ports/stored-objects';
import { ASSET_COLUMNS, type FileAssetRow, toFileAsset } from './sql-file-assets';

type InventoryRow = Pick<ObjectRow, 'object_name' | 'sha256' | 'size_bytes' | 'content_type' | 'status'> &
  Pick<ObjectRow, 'key_id' | 'wrapped_key'>;
type ObjectRow = FileAssetRow & { key_id: string; wrapped_key: Buffer };

export class SqlStoredObjects extends StoredObjects {
  constructor(private readonly db: DataSource) {
    super();
  }

  async ofAsset(
    tx: EntityManager,
    fileAssetId: string,
  ): Promise<{ asset: FileAsset; document: StoredObject } | undefined> {
    const [row] = await tx.query<ObjectRow[]>(
      `SELECT ${ASSET_COLUMNS}, o.key_id, o.wrapped_key FROM file_assets a JOIN stored_objects o USING (object_name)
        WHERE a.file_asset_id = $1 AND a.deleted_at IS NULL`,
      [fileAssetId],
    );
    if (!row) return undefined;
    const asset = toFileAsset(row);
    return { asset, document: { ...asset, key: { keyId: row.key_id, wrapped: row.wrapped_key } } };
  }

  async disposable(objectNames: readonly string[], rejectedBefore: Date): Promise<string[]> {
    const rows = await this.db.query<{ name: string }[]>(
      `SELECT name FROM unnest($1::text[]) AS name LEFT JOIN stored_objects o ON o.object_name = name
        WHERE o.object_name IS NULL OR (o.status = 'REJECTED' AND o.scanned_at < $2)`,
      [objectNames, rejectedBefore],
    );
    return rows.map((row) => row.name);
  }

  async page(limit: number, after = ''): Promise<InventoryEntry[]> {
    const rows = await this.db.query<InventoryRow[]>(
      `SELECT object_name, sha256, size_bytes, content_type, key_id, wrapped_key, status FROM stored_objects
        WHERE object_name > $1 ORDER BY object_name LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => ({
      objectName: row.object_name,
      sha256: row.sha256,
      sizeBytes: row.size_bytes,
      contentType: row.content_type,
      status: row.status,
      key: { keyId: row.key_id, wrapped: row.wrapped_key },
    }));
  }

  async rewrap(objectName: string, from: WrappedKey, to: WrappedKey): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `WITH changed AS (
         UPDATE stored_objects SET key_id = $4, wrapped_key = $5
          WHERE object_name = $1 AND key_id = $2 AND wrapped_key = $3 RETURNING 1
       ) SELECT * FROM changed`,
      [objectName, from.keyId, from.wrapped, to.keyId, to.wrapped],
    );
    return rows.length > 0;
  }

  async purgeDeleted(before: Date): Promise<void> {
    await workerTransaction(this.db, async (tx) => {
      await tx.query(
        `DELETE FROM file_assets a WHERE a.deleted_at < $1
            AND NOT EXISTS (SELECT FROM submitted_files s WHERE s.file_asset_id = a.file_asset_id)`,
        [before],
      );
      await tx.query(
        `DELETE FROM stored_objects o WHERE o.linked_at < $1
            AND NOT EXISTS (SELECT FROM file_assets a WHERE a.object_name = o.object_name)`,
        [before],
      );
    });
  }
}
