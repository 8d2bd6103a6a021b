import { Injectable } from '@nestjs/common';
import { Outbox } from '@oceafin/messaging';
import { type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { fieldError, Problem } from '@oceafin/platform';
import { v7 as newId } from 'uuid';
import type { FileAsset } from '../../domain/file-asset';
import { linked } from '../../domain/file-events';
import { fileResponse } from '../../answers/file-response';
import { FileAssets } from '../../ports/file-assets';
import { Admission } from './admission';
import type { LinkFileRequest } from './link-file.request';

/** Gives a customer an asset of its own on the bytes of another asset of the same partner. */
@Injectable()
export class LinkFileHandler {
  constructor(
    private readonly assets: FileAssets,
    private readonly admission: Admission,
    private readonly outbox: Outbox,
  ) {}

  async handle(call: PartnerCall, request: LinkFileRequest, customerId: string): Promise<PartnerReply> {
    const { tx, now } = call;
    const source = await this.assets.findForLink(tx, request.fileAssetId);
    if (!source) throw new Problem('PARTNER_RESOURCE_NOT_FOUND');
    if (source.status === 'REJECTED') {
      throw new Problem('PARTNER_VALIDATION_FAILED', {
        errors: [fieldError('FILE_REJECTED', '/fileAssetId')],
      });
    }
    await this.admission.admit(call, customerId, '/fileAssetId');
    const asset: FileAsset = {
      ...source,
      fileAssetId: newId(),
      customerId,
      documentType: request.documentType,
      createdAt: now,
    };
    await this.assets.add(tx, { ...asset, sourceFileAssetId: source.fileAssetId });
    const appended = await this.outbox.append(tx, linked(asset, source.fileAssetId, now));
    const mark = { customerId, version: appended.at(-1)!.version };
    return reply(201, fileResponse(asset), { mark });
  }
}
