import type { FieldError } from '@oceafin/contracts';
import { fieldError } from '@oceafin/platform';
import type { EvidenceFile } from '../domain';
import type { DocumentReference } from '../forms';
import type { FileAsset } from '../ports/file-assets';
import type { DocumentFiles } from '../rules';

/** A place in a body that names a file asset. */
export interface FileMention {
  readonly fileAssetId: string;
  /** RFC 6901 pointer to the fileAssetId itself. */
  readonly pointer: string;
}

export function mentionsOf(documents: readonly DocumentReference[]): FileMention[] {
  return documents.map(({ document, pointer }) => ({
    fileAssetId: document.fileAssetId,
    pointer: `${pointer}/fileAssetId`,
  }));
}

/** FILE_NOT_FOUND or FILE_REJECTED for each mention of what isn't the customer's or may not be used. */
export function fileErrors(
  mentions: readonly FileMention[],
  assets: ReadonlyMap<string, FileAsset>,
): FieldError[] {
  return mentions.flatMap(({ fileAssetId, pointer }) => {
    const asset = assets.get(fileAssetId);
    if (!asset || asset.status === 'DELETED') return [fieldError('FILE_NOT_FOUND', pointer)];
    return asset.status === 'REJECTED' ? [fieldError('FILE_REJECTED', pointer)] : [];
  });
}

/** The documents with the bytes that they stand for; call it once `fileErrors` found nothing. */
export function evidenceFiles(
  documents: readonly DocumentReference[],
  assets: ReadonlyMap<string, FileAsset>,
): EvidenceFile[] {
  return documents.map(({ document, pointer }) => {
    const { fileAssetId, documentType } = document;
    return { fileAssetId, documentType, pointer, sha256: assets.get(fileAssetId)?.sha256 ?? '' };
  });
}

/** As the rules see files: one that was deleted is as good as rejected. */
export function documentFiles(assets: ReadonlyMap<string, FileAsset>): DocumentFiles {
  return new Map(
    [...assets].map(([id, { status }]) => [id, { status: status === 'DELETED' ? 'REJECTED' : status }]),
  );
}
