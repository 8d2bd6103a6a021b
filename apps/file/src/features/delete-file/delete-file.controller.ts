import { Controller, Delete } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Outbox } from '@oceafin/messaging';
import { Call, PartnerEndpoint, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import { deleted } from '../../domain/file-events';
import { FileAssets } from '../../ports/file-assets';

/**
 * Deletes a file asset that no submission names. The row is kept hidden for a while: should a submission that was
 * being accepted at the same moment name it after all, it comes back.
 */
@ApiTags('Files')
@Controller('partner/v1')
export class DeleteFileController {
  constructor(
    private readonly assets: FileAssets,
    private readonly outbox: Outbox,
  ) {}

  @Delete('customers/:customerId/files/:fileAssetId')
  @ApiOperation({ summary: 'Delete a file that no submission names' })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiParam({ name: 'fileAssetId', format: 'uuid' })
  @ApiNoContentResponse()
  @PartnerEndpoint({ scope: 'files:write', family: 'files', customer: true })
  async delete(@Call() call: PartnerCall): Promise<PartnerReply> {
    const { tx, now } = call;
    const customerId = call.params['customerId']!;
    const asset = await this.assets.findForDelete(tx, call.params['fileAssetId']!);
    if (asset?.customerId !== customerId) throw new Problem('PARTNER_RESOURCE_NOT_FOUND');
    const customer = await this.assets.customer(tx, customerId);
    if (customer?.control !== 'NONE') {
      throw invalidState(`Files can't be deleted while the customer is ${customer?.control ?? 'unknown'}.`);
    }
    if (await this.assets.isNamedBySubmission(tx, asset.fileAssetId)) {
      throw invalidState("The file can't be deleted: a submission names it.");
    }
    await this.assets.markDeleted(tx, asset.fileAssetId, now);
    const [appended] = await this.outbox.append(tx, [deleted(asset, now)]);
    return reply(204, undefined, { mark: { customerId, version: appended!.version } });
  }
}

function invalidState(detail: string): Problem {
  return new Problem('PARTNER_RESOURCE_STATE_INVALID', { detail });
}
