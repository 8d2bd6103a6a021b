import type { FieldError } from '@oceafin/contracts';
import { fieldError, pointer } from '@oceafin/platform';
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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Every `fileAssetId` in a body or value, at any depth; one that isn't a UUID is its form's business. */
export function mentionsIn(value: unknown, place = ''): FileMention[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const here = place + pointer(name);
    if (name === 'fileAssetId' && typeof member === 'string' && UUID.test(member)) {
      return [{ fileAssetId: member.toLowerCase(), pointer: here }];
    }
    return mentionsIn(member, here);
  });
}

/** Those of the mentions that stand where nothing is wrong already. */
export function mentionsBeside(
  errors: readonly FieldError[],
  mentions: readonly FileMention[],
): FileMention[] {
  const wrong = new Set(errors.map((one) => one.pointer));
  return mentions.filter((mention) => !placesAround(mention.pointer).some((place) => wrong.has(place)));
}

/** The pointer itself and those of all that it is in. */
function placesAround(pointer: string): string[] {
  const tokens = pointer.split('/');
  return tokens.map((_, index) => tokens.slice(0, tokens.length - index).join('/'));
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
