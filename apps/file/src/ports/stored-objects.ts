import type { EntityManager } from 'typeorm';
import type { FileAsset } from '../domain/file-asset';
import type { FileStatus } from '@oceafin/contracts';
import type { StoredObject } from './file-assets';
import type { WrappedKey } from './key-service';

/** Stored bytes across all partners, for operators and upkeep (worker role). */
export abstract class StoredObjects {
  /** An asset with what is needed to read its bytes; undefined when absent or deleted. */
  abstract ofAsset(
    tx: EntityManager,
    fileAssetId: string,
  ): Promise<{ asset: FileAsset; document: StoredObject } | undefined>;
  /** Those of the names that have no row, or were rejected before `rejectedBefore`. */
  abstract disposable(objectNames: readonly string[], rejectedBefore: Date): Promise<string[]>;
  /** Forgets assets that were deleted before `before` and that no submission names, and bytes of no asset. */
  abstract purgeDeleted(before: Date): Promise<void>;
  /** Rows by object name, strictly after `after`. */
  abstract page(limit: number, after?: string): Promise<InventoryEntry[]>;
  /** Replaces the wrapping of a data key, unless it changed meanwhile. */
  abstract rewrap(objectName: string, from: WrappedKey, to: WrappedKey): Promise<boolean>;
}

export interface InventoryEntry extends StoredObject {
  readonly status: FileStatus;
}
