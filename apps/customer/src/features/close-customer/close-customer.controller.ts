import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, PartnerEndpoint, type PartnerReply, reply } from '@oceafin/partner-access';
import { CustomerResponse, customerResponse } from '../../answers/customer-response';
import { asPartner, found } from '../../answers/problems';
import { Ledger } from '../../ledger/ledger';
import { CustomerReader, CustomerStore } from '../../ports';
import { CloseCustomerRequest } from './close-customer.request';

@ApiTags('Customers')
@Controller('partner/v1/customers/:customerId/close')
export class CloseCustomerController {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: CustomerStore,
    private readonly reader: CustomerReader,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Close a customer, for good' })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiBody({ type: CloseCustomerRequest, required: false })
  @ApiOkResponse({ type: CustomerResponse })
  @PartnerEndpoint({
    scope: 'customers:write',
    family: 'customers',
    customer: true,
    body: CloseCustomerRequest,
    accepts: 'optional-json',
  })
  async close(
    @Call() { tx, client, params, body }: PartnerCall<CloseCustomerRequest>,
  ): Promise<PartnerReply> {
    const key = { customerId: params.customerId!, partnerId: client.partnerId };
    const { version } = await asPartner(
      this.ledger.record(tx, key, { kind: 'close', reason: 'PARTNER_REQUEST' }),
    );
    if (body.reason !== undefined) await this.store.saveClosureNote(tx, key, body.reason);
    const view = found(await this.reader.byId(tx, key));
    return reply(200, customerResponse(view), {
      mark: version === null ? undefined : { customerId: key.customerId, version },
    });
  }
}
