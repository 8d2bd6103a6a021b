import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type FileAsset, FileAssets } from '../ports/file-assets';

const COLUMNS = `file_asset_id AS "fileAssetId", customer_id AS "customerId", partner_id AS "partnerId",
  document_type AS "documentType", sha256, status, reason`;

const PUT = `
  INSERT INTO file_assets (file_asset_id, customer_id, partner_id, document_type, sha256, status, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (file_asset_id) DO UPDATE
     SET customer_id = EXCLUDED.customer_id, status = EXCLUDED.status, reason = EXCLUDED.reason`;

/** The file app's assets as far as this app needs them. */
@Injectable()
export class PgFileAssets extends FileAssets {
  override async ofCustomer(
    tx: EntityManager,
    customerId: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, FileAsset>> {
    const sql = `SELECT ${COLUMNS} FROM file_assets WHERE file_asset_id = ANY($1::uuid[]) AND customer_id = $2`;
    const rows = await tx.query<FileAsset[]>(sql, [ids, customerId]);
    return new Map(rows.map((row) => [row.fileAssetId, row]));
  }

  override async put(tx: EntityManager, asset: FileAsset): Promise<void> {
    const { fileAssetId, customerId, partnerId, documentType, sha256, status, reason } = asset;
    await tx.query(PUT, [fileAssetId, customerId, partnerId, documentType, sha256, status, reason]);
  }

  override async delete(tx: EntityManager, fileAssetId: string): Promise<void> {
    await tx.query(`UPDATE file_assets SET status = 'DELETED' WHERE file_asset_id = $1`, [fileAssetId]);
  }
}
