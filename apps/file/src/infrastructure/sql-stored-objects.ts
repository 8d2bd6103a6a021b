import { workerTransaction } from '@oceafin/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { FileAsset } from '../domain/file-asset';
import type { StoredObject } from '../ports/file-assets';
import { StoredObjects } from '../ports/stored-objects';
import { ASSET_COLUMNS, type FileAssetRow, toFileAsset } from './sql-file-assets';

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

  async withoutRow(objectNames: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ name: string }[]>(
      `SELECT name FROM unnest($1::text[]) AS name
        WHERE NOT EXISTS (SELECT FROM stored_objects o WHERE o.object_name = name)`,
      [objectNames],
    );
    return rows.map((row) => row.name);
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
