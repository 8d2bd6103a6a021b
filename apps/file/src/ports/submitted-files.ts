import type { EntityManager } from 'typeorm';
import type { FileAsset } from '../domain/file-asset';

/** Which file assets submissions name. */
export abstract class SubmittedFiles {
  /**
   * Notes that the submission names these assets. Assets that were deleted while the submission was being accepted
   * come back; they are returned.
   */
  abstract keep(
    tx: EntityManager,
    partnerId: string,
    submissionId: string,
    fileAssetIds: readonly string[],
  ): Promise<FileAsset[]>;
}
