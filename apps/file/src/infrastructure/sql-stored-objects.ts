import { workerTransaction } from '@oceafin/platform';
import type { DataSource } from 'typeorm';
import { StoredObjects } from '../ports/stored-objects';

export class SqlStoredObjects extends StoredObjects {
  constructor(private readonly db: DataSource) {
    super();
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
