import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Call, PartnerEndpoint, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import { FileResponse, fileResponse } from '../../answers/file-response';
import { FileAssets } from '../../ports/file-assets';

/** Metadata of one file asset. */
@ApiTags('Files')
@Controller('partner/v1')
export class GetFileController {
  constructor(private readonly assets: FileAssets) {}

  @Get('customers/:customerId/files/:fileAssetId')
  @ApiOperation({ summary: "Get one of a customer's files" })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiParam({ name: 'fileAssetId', format: 'uuid' })
  @ApiOkResponse({ type: FileResponse })
  @PartnerEndpoint({ scope: 'files:read', customer: true })
  async getOfCustomer(@Call() call: PartnerCall): Promise<PartnerReply> {
    const asset = await this.assets.find(call.tx, call.params['fileAssetId']!);
    if (asset?.customerId !== call.params['customerId']) throw new Problem('PARTNER_RESOURCE_NOT_FOUND');
    return reply(200, fileResponse(asset!));
  }

  /** Serves assets of a customer too. */
  @Get('files/:fileAssetId')
  @ApiOperation({ summary: 'Get a file, linked or not' })
  @ApiParam({ name: 'fileAssetId', format: 'uuid' })
  @ApiOkResponse({ type: FileResponse })
  @PartnerEndpoint({ scope: 'files:read' })
  async get(@Call() call: PartnerCall): Promise<PartnerReply> {
    const asset = await this.assets.find(call.tx, call.params['fileAssetId']!);
    if (!asset) throw new Problem('PARTNER_RESOURCE_NOT_FOUND');
    return reply(200, fileResponse(asset));
  }
}
