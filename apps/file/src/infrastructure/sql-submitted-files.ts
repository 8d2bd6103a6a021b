import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FileAsset } from '../domain/file-asset';
import { SubmittedFiles } from '../ports/submitted-files';
import { ASSET_COLUMNS, type FileAssetRow, toFileAsset } from './sql-file-assets';

@Injectable()
export class SqlSubmittedFiles extends SubmittedFiles {
  async keep(
    tx: EntityManager,
    partnerId: string,
    submissionId: string,
    fileAssetIds: readonly string[],
  ): Promise<FileAsset[]> {
    // Waits for a deletion that is under way; the statements below then see how it ended.
    await tx.query(
      'SELECT FROM file_assets WHERE file_asset_id = ANY($1) ORDER BY file_asset_id FOR UPDATE',
      [fileAssetIds],
    );
    await tx.query(
      `INSERT INTO submitted_files (file_asset_id, submission_id, partner_id)
       SELECT DISTINCT id, $2::uuid, $3::uuid FROM unnest($1::uuid[]) AS id ON CONFLICT DO NOTHING`,
      [fileAssetIds, submissionId, partnerId],
    );
    const rows = await tx.query<FileAssetRow[]>(
      `WITH revived AS (
         UPDATE file_assets SET deleted_at = NULL WHERE file_asset_id = ANY($1) AND deleted_at IS NOT NULL
         RETURNING *
       )
       SELECT ${ASSET_COLUMNS} FROM revived a JOIN stored_objects o USING (object_name)`,
      [fileAssetIds],
    );
    return rows.map(toFileAsset);
  }
}
