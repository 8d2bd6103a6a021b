import type { DocumentType, FileStatus } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';

/** What this app knows of a file asset; DELETED is gone for good. */
export interface FileAsset {
  readonly fileAssetId: string;
  readonly customerId: string | null;
  readonly partnerId: string;
  readonly documentType: DocumentType;
  readonly sha256: string;
  readonly status: FileStatus | 'DELETED';
  readonly reason: string | null;
}

/** Projection of the file app's events. */
export abstract class FileAssets {
  /** The customer's own assets among `ids`, by id. */
  abstract ofCustomer(
    tx: EntityManager,
    customerId: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, FileAsset>>;

  abstract put(tx: EntityManager, asset: FileAsset): Promise<void>;

  abstract delete(tx: EntityManager, fileAssetId: string): Promise<void>;
}
