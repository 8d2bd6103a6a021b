import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, PartnerEndpoint, type PartnerReply, reply } from '@oceafin/partner-access';
import { CustomerResponse, customerResponse } from '../../answers/customer-response';
import { found } from '../../answers/problems';
import { CustomerReader } from '../../ports';

@ApiTags('Customers')
@Controller('partner/v1/customers/:customerId')
export class GetCustomerController {
  constructor(private readonly reader: CustomerReader) {}

  @Get()
  @ApiOperation({ summary: 'Get a customer' })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiOkResponse({ type: CustomerResponse })
  @PartnerEndpoint({ scope: 'customers:read', customer: true })
  async get(@Call() { tx, client, params }: PartnerCall): Promise<PartnerReply> {
    const key = { customerId: params.customerId!, partnerId: client.partnerId };
    return reply(200, customerResponse(found(await this.reader.byId(tx, key))));
  }
}
