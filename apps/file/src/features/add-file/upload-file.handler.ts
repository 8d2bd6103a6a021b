import { Injectable } from '@nestjs/common';
import { Outbox } from '@oceafin/messaging';
import { type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { v7 as newId } from 'uuid';
import type { FileAsset } from '../../domain/file-asset';
import { received } from '../../domain/file-events';
import { displayFileName } from '../../domain/file-name';
import { fileResponse } from '../../answers/file-response';
import type { StagedUpload } from '../../ingest/staged-upload';
import { FileAssets } from '../../ports/file-assets';
import { ScanWakeUp } from '../../ports/scan-queue';
import { Admission } from './admission';

/** Makes a staged upload a file asset, of a customer or of nobody yet. */
@Injectable()
export class UploadFileHandler {
  constructor(
    private readonly assets: FileAssets,
    private readonly admission: Admission,
    private readonly outbox: Outbox,
    private readonly scans: ScanWakeUp,
  ) {}

  async handle(call: PartnerCall, upload: StagedUpload, customerId: string | null): Promise<PartnerReply> {
    if (customerId !== null) await this.admission.admit(call, customerId, '/file');
    const { tx, client, now } = call;
    const { objectName, sha256, sizeBytes, contentType, documentType, key } = upload;
    const asset: FileAsset = {
      fileAssetId: newId(),
      partnerId: client.partnerId,
      customerId,
      objectName,
      documentType,
      fileName: displayFileName(upload.fileName, documentType, contentType),
      contentType,
      sizeBytes,
      sha256,
      status: 'PENDING_SCAN',
      reason: null,
      createdAt: now,
    };
    await this.assets.addObject(tx, client.partnerId, { objectName, sha256, sizeBytes, contentType, key });
    await this.assets.add(tx, { ...asset, sourceFileAssetId: null });
    const [appended] = await this.outbox.append(tx, [received(asset, now)]);
    this.scans.afterCommit(tx);
    const mark = customerId === null ? undefined : { customerId, version: appended!.version };
    return reply(201, fileResponse(asset), { mark });
  }
}
