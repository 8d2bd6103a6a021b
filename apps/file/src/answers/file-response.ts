import {
  DOCUMENT_TYPES,
  type DocumentType,
  FILE_REJECTION_REASONS,
  FILE_STATUSES,
  type FileRejectionReason,
  type FileStatus,
} from '@oceafin/contracts';
import { Instant, Integer, NestedList, Sha256, Text, Uuid, Word } from '@oceafin/platform';
import { CONTENT_TYPES, type ContentType } from '../domain/content-types';
import type { FileAsset } from '../domain/file-asset';

/** What partners see of a file asset: metadata only. */
export class FileResponse {
  @Uuid()
  fileAssetId: string;

  @Uuid({ nullable: true, description: 'null while the asset is linked to nobody.' })
  customerId: string | null;

  @Word(DOCUMENT_TYPES)
  documentType: DocumentType;

  @Text({ max: 255, description: 'For display only.' })
  fileName: string;

  @Word(CONTENT_TYPES)
  contentType: ContentType;

  @Integer({ min: 1 })
  sizeBytes: number;

  @Sha256()
  sha256: string;

  @Word(FILE_STATUSES)
  status: FileStatus;

  @Word(FILE_REJECTION_REASONS, { nullable: true, description: 'Why it was rejected, else null.' })
  reason: FileRejectionReason | null;

  @Instant()
  createdAt: string;
}

/** One page of files. */
export class FilePageResponse {
  @NestedList(() => FileResponse, { min: 0 })
  data: FileResponse[];

  @Text({ max: 2_048, nullable: true })
  nextCursor: string | null;
}

export function fileResponse(asset: FileAsset): FileResponse {
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
