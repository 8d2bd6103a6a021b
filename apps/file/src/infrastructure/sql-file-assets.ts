import { Injectable } from '@nestjs/common';
import type { DocumentType, FileRejectionReason, FileStatus } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { ContentType } from '../domain/content-types';
import type { FileAsset } from '../domain/file-asset';
import {
  type CustomerStanding,
  FileAssets,
  type ListPosition,
  type NewAsset,
  type StoredObject,
} from '../ports/file-assets';

/** Columns of an asset with those of its bytes, as `FileAssetRow`. */
export const ASSET_COLUMNS = `
  a.file_asset_id, a.partner_id, a.customer_id, a.object_name, a.document_type, a.file_name, a.created_at,
  o.content_type, o.size_bytes, o.sha256, o.status, o.reason`;

export interface FileAssetRow {
  file_asset_id: string;
  partner_id: string;
  customer_id: string | null;
  object_name: string;
  document_type: DocumentType;
  file_name: string;
  created_at: Date;
  content_type: ContentType;
  size_bytes: number;
  sha256: string;
  status: FileStatus;
  reason: FileRejectionReason | null;
}

export function toFileAsset(row: FileAssetRow): FileAsset {
  return {
    fileAssetId: row.file_asset_id,
    partnerId: row.partner_id,
    customerId: row.customer_id,
    objectName: row.object_name,
    documentType: row.document_type,
    fileName: row.file_name,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    status: row.status,
    reason: row.reason,
    createdAt: row.created_at,
  };
}

const SELECT_ASSET = `SELECT ${ASSET_COLUMNS} FROM file_assets a JOIN stored_objects o USING (object_name)`;

/** File assets in PostgreSQL; row-level security confines each transaction to its partner. */
@Injectable()
export class SqlFileAssets extends FileAssets {
  async addObject(tx: EntityManager, partnerId: string, object: StoredObject): Promise<void> {
    await tx.query(
      `INSERT INTO stored_objects (object_name, partner_id, sha256, size_bytes, content_type, key_id, wrapped_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        object.objectName,
        partnerId,
        object.sha256,
        object.sizeBytes,
        object.contentType,
        object.key.keyId,
        object.key.wrapped,
      ],
    );
  }

  async add(tx: EntityManager, asset: NewAsset): Promise<void> {
    await tx.query(
      `INSERT INTO file_assets (file_asset_id, partner_id, customer_id, object_name, document_type, file_name,
                                source_file_asset_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        asset.fileAssetId,
        asset.partnerId,
        asset.customerId,
        asset.objectName,
        asset.documentType,
        asset.fileName,
        asset.sourceFileAssetId,
        asset.createdAt,
      ],
    );
  }

  find(tx: EntityManager, fileAssetId: string): Promise<FileAsset | undefined> {
    return this.one(tx, fileAssetId);
  }

  async findForLink(tx: EntityManager, fileAssetId: string): Promise<FileAsset | undefined> {
    await tx.query(
      `UPDATE stored_objects SET linked_at = now()
        WHERE object_name = (SELECT object_name FROM file_assets WHERE file_asset_id = $1 AND deleted_at IS NULL)`,
      [fileAssetId],
    );
    return this.one(tx, fileAssetId);
  }

  findForDelete(tx: EntityManager, fileAssetId: string): Promise<FileAsset | undefined> {
    return this.one(tx, fileAssetId, 'FOR UPDATE OF a');
  }

  async list(
    tx: EntityManager,
    customerId: string,
    limit: number,
    after?: ListPosition,
  ): Promise<FileAsset[]> {
    const rows = await tx.query<FileAssetRow[]>(
      `${SELECT_ASSET}
        WHERE a.customer_id = $1 AND a.deleted_at IS NULL
          AND ($3::timestamptz IS NULL OR (a.created_at, a.file_asset_id) > ($3::timestamptz, $4::uuid))
        ORDER BY a.created_at, a.file_asset_id LIMIT $2`,
      [customerId, limit, after?.createdAt ?? null, after?.fileAssetId ?? null],
    );
    return rows.map(toFileAsset);
  }

  async countForAdding(tx: EntityManager, customerId: string): Promise<number> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('files-of:' || $1, 0))`, [customerId]);
    const [row] = await tx.query<{ files: number }[]>(
      'SELECT count(*)::int AS files FROM file_assets WHERE customer_id = $1 AND deleted_at IS NULL',
      [customerId],
    );
    return row!.files;
  }

  async customer(tx: EntityManager, customerId: string): Promise<CustomerStanding | undefined> {
    const [row] = await tx.query<CustomerStanding[]>(
      'SELECT customer_type AS "customerType", control FROM customers WHERE customer_id = $1',
      [customerId],
    );
    return row;
  }

  async isNamedBySubmission(tx: EntityManager, fileAssetId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>('SELECT FROM submitted_files WHERE file_asset_id = $1 LIMIT 1', [
      fileAssetId,
    ]);
    return rows.length > 0;
  }

  async markDeleted(tx: EntityManager, fileAssetId: string, at: Date): Promise<void> {
    await tx.query('UPDATE file_assets SET deleted_at = $2 WHERE file_asset_id = $1', [fileAssetId, at]);
  }

  private async one(tx: EntityManager, fileAssetId: string, lock = ''): Promise<FileAsset | undefined> {
    const [row] = await tx.query<FileAssetRow[]>(
      `${SELECT_ASSET} WHERE a.file_asset_id = $1 AND a.deleted_at IS NULL ${lock}`,
      [fileAssetId],
    );
    return row && toFileAsset(row);
  }
}
