import {
  FileAvailable,
  FileDeleted,
  FileLinked,
  FileReceived,
  FileRejected,
  type EventContract,
} from '@oceafin/contracts';
import type { FileAsset } from './file-asset';

/** An event to append to the outbox, keyed by the customer or, for an asset linked to nobody, by the asset. */
export interface FileEvent {
  readonly contract: EventContract;
  readonly key: string;
  readonly data: object;
}

export function received(asset: FileAsset, at: Date): FileEvent {
  return event(FileReceived, asset, assetData(asset, at) satisfies FileReceived);
}

/** A link to clean bytes is available at once, and says so in an event of its own. */
export function linked(asset: FileAsset, sourceFileAssetId: string, at: Date): FileEvent[] {
  const link = {
    ...assetData(asset, at),
    customerId: asset.customerId!,
    sourceFileAssetId,
    status: asset.status === 'AVAILABLE' ? ('AVAILABLE' as const) : ('PENDING_SCAN' as const),
  } satisfies FileLinked;
  const linkedEvent = event(FileLinked, asset, link);
  return asset.status === 'AVAILABLE' ? [linkedEvent, judged(asset, at)] : [linkedEvent];
}

/** The verdict on an asset whose status is AVAILABLE or REJECTED. */
export function judged(asset: FileAsset, at: Date): FileEvent {
  if (asset.status === 'REJECTED') {
    return event(FileRejected, asset, {
      ...assetData(asset, at),
      reason: asset.reason!,
    } satisfies FileRejected);
  }
  return event(FileAvailable, asset, assetData(asset, at) satisfies FileAvailable);
}

export function deleted(asset: FileAsset, at: Date): FileEvent {
  const { fileAssetId, customerId, partnerId } = asset;
  return event(FileDeleted, asset, {
    fileAssetId,
    customerId,
    partnerId,
    at: at.toISOString(),
  } satisfies FileDeleted);
}

function event(contract: EventContract, asset: FileAsset, data: object): FileEvent {
  return { contract, key: asset.customerId ?? asset.fileAssetId, data };
}

function assetData(asset: FileAsset, at: Date): FileReceived {
  const { fileAssetId, customerId, partnerId, documentType, contentType, sizeBytes, sha256 } = asset;
  return {
    fileAssetId,
    customerId,
    partnerId,
    documentType,
    contentType,
    sizeBytes,
    sha256,
    at: at.toISOString(),
  };
}
