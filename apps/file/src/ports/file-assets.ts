import type { CustomerType } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { ContentType } from '../domain/content-types';
import type { CustomerControl, FileAsset } from '../domain/file-asset';
import type { WrappedKey } from './key-service';

/** Bytes in storage with all that is needed to read them back. */
export interface StoredObject {
  readonly objectName: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly contentType: ContentType;
  readonly key: WrappedKey;
}

/** The part of an asset that isn't the bytes'. */
export type NewAsset = Pick<
  FileAsset,
  'fileAssetId' | 'partnerId' | 'customerId' | 'objectName' | 'documentType' | 'fileName' | 'createdAt'
> & { readonly sourceFileAssetId: string | null };

export interface CustomerStanding {
  readonly customerType: CustomerType;
  readonly control: CustomerControl;
}

/** Position in a customer's list of files. */
export interface ListPosition {
  readonly createdAt: string;
  readonly fileAssetId: string;
}

/**
 * File assets of one partner. Every method joins the caller's tenant transaction; another partner's rows don't exist
 * there.
 */
export abstract class FileAssets {
  abstract addObject(tx: EntityManager, partnerId: string, object: StoredObject): Promise<void>;
  abstract add(tx: EntityManager, asset: NewAsset): Promise<void>;
  /** Undefined when absent, foreign or deleted. */
  abstract find(tx: EntityManager, fileAssetId: string): Promise<FileAsset | undefined>;
  /** As `find`, holding back a verdict on the bytes until the transaction ends. */
  abstract findForLink(tx: EntityManager, fileAssetId: string): Promise<FileAsset | undefined>;
  /** As `find`, making other changes of the asset wait. */
  abstract findForDelete(tx: EntityManager, fileAssetId: string): Promise<FileAsset | undefined>;
  /** By createdAt, then id, ascending; strictly after `after`. */
  abstract list(
    tx: EntityManager,
    customerId: string,
    limit: number,
    after?: ListPosition,
  ): Promise<FileAsset[]>;
  /** The number of a customer's files; other additions to the customer wait until the transaction ends. */
  abstract countForAdding(tx: EntityManager, customerId: string): Promise<number>;
  /** Undefined while the customer's creation hasn't arrived here. */
  abstract customer(tx: EntityManager, customerId: string): Promise<CustomerStanding | undefined>;
  abstract isNamedBySubmission(tx: EntityManager, fileAssetId: string): Promise<boolean>;
  abstract markDeleted(tx: EntityManager, fileAssetId: string, at: Date): Promise<void>;
}
