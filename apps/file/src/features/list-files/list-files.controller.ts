import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  Call,
  CursorCodec,
  pageLimit,
  PageQuery,
  PartnerEndpoint,
  type PartnerCall,
  type PartnerReply,
  reply,
} from '@oceafin/partner-access';
import { FilePageResponse, fileResponse } from '../../answers/file-response';
import { FileAssets, type ListPosition } from '../../ports/file-assets';

/** A customer's files, oldest first, as cursor pages. */
@ApiTags('Files')
@Controller('partner/v1')
export class ListFilesController {
  constructor(
    private readonly assets: FileAssets,
    private readonly cursors: CursorCodec,
  ) {}

  @Get('customers/:customerId/files')
  @ApiOperation({ summary: "List a customer's files by createdAt, then fileAssetId" })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiOkResponse({ type: FilePageResponse })
  @PartnerEndpoint({ scope: 'files:read', customer: true, query: PageQuery })
  async list(@Call() call: PartnerCall<unknown, PageQuery>): Promise<PartnerReply> {
    const customerId = call.params['customerId']!;
    const binding = { list: 'files', partnerId: call.client.partnerId, filters: { customerId } };
    const limit = pageLimit(call.query);
    const after =
      call.query.cursor === undefined
        ? undefined
        : this.cursors.decode<ListPosition>(binding, call.query.cursor);
    const found = await this.assets.list(call.tx, customerId, limit + 1, after);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const nextCursor =
      found.length > limit && last
        ? this.cursors.encode(binding, {
            createdAt: last.createdAt.toISOString(),
            fileAssetId: last.fileAssetId,
          } satisfies ListPosition)
        : null;
    return reply(200, { data: page.map(fileResponse), nextCursor });
  }
}
