import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Call,
  CursorCodec,
  type PartnerCall,
  PartnerEndpoint,
  type PartnerReply,
  reply,
} from '@oceafin/partner-access';
import { CustomerPageResponse, customerResponse } from '../../answers/customer-response';
import { readPage } from '../../answers/page';
import { type CustomerPosition, CustomerReader, type CustomerView } from '../../ports';
import { ListCustomersRequest } from './list-customers.request';

const positionOf = (customer: CustomerView): CustomerPosition => [customer.createdAt, customer.customerId];

@ApiTags('Customers')
@Controller('partner/v1/customers')
export class ListCustomersController {
  constructor(
    private readonly reader: CustomerReader,
    private readonly cursors: CursorCodec,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List customers by createdAt, then customerId' })
  @ApiOkResponse({ type: CustomerPageResponse })
  @PartnerEndpoint({ scope: 'customers:read', query: ListCustomersRequest, everyCustomer: true })
  async list(
    @Call() { tx, client, query }: PartnerCall<undefined, ListCustomersRequest>,
  ): Promise<PartnerReply> {
    const { partnerId } = client;
    const { partnerCustomerRef, status, customerType, updatedSince } = query;
    const filters = { partnerCustomerRef, status, customerType, updatedSince };
    const binding = { list: 'customers', partnerId, filters };
    const page = await readPage(this.cursors, binding, query, positionOf, (after, count) =>
      this.reader.page(tx, partnerId, filters, after, count),
    );
    return reply(200, { data: page.data.map(customerResponse), nextCursor: page.nextCursor });
  }
}
