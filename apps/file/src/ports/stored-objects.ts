import type { EntityManager } from 'typeorm';
import type { FileAsset } from '../domain/file-asset';
import type { StoredObject } from './file-assets';

/** Stored bytes across all partners, for operators and upkeep (worker role). */
export abstract class StoredObjects {
  /** An asset with what is needed to read its bytes; undefined when absent or deleted. */
  abstract ofAsset(
    tx: EntityManager,
    fileAssetId: string,
  ): Promise<{ asset: FileAsset; document: StoredObject } | undefined>;
  /** Those of the names that have no row. */
  abstract withoutRow(objectNames: readonly string[]): Promise<string[]>;
  /** Forgets assets that were deleted before `before` and that no submission names, and bytes of no asset. */
  abstract purgeDeleted(before: Date): Promise<void>;
}
