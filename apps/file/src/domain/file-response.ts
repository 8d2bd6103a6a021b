import type { DocumentType, FileRejectionReason, FileStatus } from '@oceafin/contracts';
import type { FileAsset } from './file-asset';

/** What partners see of a file asset: metadata only. */
export interface FileResponse {
  readonly fileAssetId: string;
  readonly customerId: string | null;
  readonly documentType: DocumentType;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly status: FileStatus;
  readonly reason: FileRejectionReason | null;
  readonly createdAt: string;
}

export function toFileResponse(asset: FileAsset): FileResponse {
  return {
    fileAssetId: asset.fileAssetId,
    customerId: asset.customerId,
    documentType: asset.documentType,
    fileName: asset.fileName,
    contentType: asset.contentType,
    sizeBytes: asset.sizeBytes,
    sha256: asset.sha256,
    status: asset.status,
    reason: asset.reason,
    createdAt: asset.createdAt.toISOString(),
  };
}
