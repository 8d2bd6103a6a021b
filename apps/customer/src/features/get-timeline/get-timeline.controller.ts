import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  Call,
  CursorCodec,
  PageQuery,
  type PartnerCall,
  PartnerEndpoint,
  type PartnerReply,
  reply,
} from '@oceafin/partner-access';
import { readPage } from '../../answers/page';
import { CustomerReader, type TimelineRow } from '../../ports';
import { timelineItem, TimelinePageResponse } from './timeline.response';

const positionOf = (row: TimelineRow): number => row.sequence;

@ApiTags('Customers')
@Controller('partner/v1/customers/:customerId/timeline')
export class GetTimelineController {
  constructor(
    private readonly reader: CustomerReader,
    private readonly cursors: CursorCodec,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every public event of a customer, oldest first' })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiOkResponse({ type: TimelinePageResponse })
  @PartnerEndpoint({ scope: 'customers:read', customer: true, query: PageQuery })
  async timeline(
    @Call() { tx, client, params, query }: PartnerCall<undefined, PageQuery>,
  ): Promise<PartnerReply> {
    const key = { customerId: params.customerId!, partnerId: client.partnerId };
    const binding = {
      list: 'timeline',
      partnerId: key.partnerId,
      filters: { customerId: key.customerId },
    };
    const page = await readPage(this.cursors, binding, query, positionOf, (after, count) =>
      this.reader.timeline(tx, key, after ?? 0, count),
    );
    return reply(200, { data: page.data.map(timelineItem), nextCursor: page.nextCursor });
  }
}
