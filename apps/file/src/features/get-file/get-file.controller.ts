import { Controller, Get } from '@nestjs/common';
import { Call, PartnerEndpoint, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import { toFileResponse } from '../../domain/file-response';
import { FileAssets } from '../../ports/file-assets';

/** Metadata of one file asset. */
@Controller('partner/v1')
export class GetFileController {
  constructor(private readonly assets: FileAssets) {}

  @Get('customers/:customerId/files/:fileAssetId')
  @PartnerEndpoint({ scope: 'files:read', customer: true })
  async getOfCustomer(@Call() call: PartnerCall): Promise<PartnerReply> {
    const asset = await this.assets.find(call.tx, call.params['fileAssetId']!);
    if (asset?.customerId !== call.params['customerId']) throw new Problem('PARTNER_RESOURCE_NOT_FOUND');
    return reply(200, toFileResponse(asset!));
  }

  /** Serves assets of a customer too. */
  @Get('files/:fileAssetId')
  @PartnerEndpoint({ scope: 'files:read' })
  async get(@Call() call: PartnerCall): Promise<PartnerReply> {
    const asset = await this.assets.find(call.tx, call.params['fileAssetId']!);
    if (!asset) throw new Problem('PARTNER_RESOURCE_NOT_FOUND');
    return reply(200, toFileResponse(asset));
  }
}
