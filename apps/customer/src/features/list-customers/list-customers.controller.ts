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
import { parseInstant } from '@oceafin/platform';
import { CustomerPageResponse, customerResponse } from '../../answers/customer-response';
import { readPage } from '../../answers/page';
import { type CustomerFilters, type CustomerPosition, CustomerReader, type CustomerView } from '../../ports';
import { unknownCustomer } from './unknown-customer';
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
  async list(@Call() call: PartnerCall<undefined, ListCustomersRequest>): Promise<PartnerReply> {
    const { tx, client, query } = call;
    const { partnerId } = client;
    const { partnerCustomerRef, status, customerType } = query;
    // Offsets that RFC 3339 allows and PostgreSQL doesn't know are gone in UTC.
    const updatedSince = query.updatedSince && parseInstant(query.updatedSince)?.toISOString();
    const filters = { partnerCustomerRef, status, customerType, updatedSince };
    const binding = { list: 'customers', partnerId, filters };
    const unknown: { first: CustomerPosition | null } = { first: null };
    const page = await readPage(this.cursors, binding, query, positionOf, async (after, count) => {
      unknown.first = await this.firstHeldBack(call, filters, after);
      return this.reader.page(tx, partnerId, filters, after, count, unknown.first);
    });
    if (unknown.first === null || page.nextCursor !== null) return reply(200, body(page));
    const last = page.data.at(-1);
    if (!last) throw unknownCustomer(unknown.first[1], query, this.cursors.encode(binding, unknown.first));
    return reply(200, body({ ...page, nextCursor: this.cursors.encode(binding, positionOf(last)) }));
  }

  /** The page ends before a customer of whom the partner was told more than is known here. */
  private async firstHeldBack(
    { tx, client, heldBack = [] }: PartnerCall,
    filters: CustomerFilters,
    after: CustomerPosition | null,
  ): Promise<CustomerPosition | null> {
    if (heldBack.length === 0) return null;
    return this.reader.firstOf(tx, client.partnerId, heldBack, filters, after);
  }
}

const body = ({ data, nextCursor }: { data: CustomerView[]; nextCursor: string | null }): object => ({
  data: data.map(customerResponse),
  nextCursor,
});
