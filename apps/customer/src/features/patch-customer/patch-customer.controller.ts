import { Controller, Patch } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, PartnerEndpoint, type PartnerReply, reply } from '@oceafin/partner-access';
import { CustomerResponse, customerResponse } from '../../answers/customer-response';
import { asPartner, found } from '../../answers/problems';
import { Ledger } from '../../ledger/ledger';
import { CustomerReader, CustomerStore } from '../../ports';
import { mergeProfile } from './merge-profile';
import { PatchCustomerRequest } from './patch-customer.request';

@ApiTags('Customers')
@Controller('partner/v1/customers/:customerId')
export class PatchCustomerController {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: CustomerStore,
    private readonly reader: CustomerReader,
  ) {}

  @Patch()
  @ApiOperation({ summary: 'Change display name or metadata' })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiBody({ type: PatchCustomerRequest })
  @ApiOkResponse({ type: CustomerResponse })
  @PartnerEndpoint({
    scope: 'customers:write',
    family: 'customers',
    customer: true,
    body: PatchCustomerRequest,
  })
  async patch(
    @Call() { tx, client, params, body }: PartnerCall<PatchCustomerRequest>,
  ): Promise<PartnerReply> {
    const key = { customerId: params.customerId!, partnerId: client.partnerId };
    const { judged: merged } = await asPartner(
      this.ledger.record(tx, key, { kind: 'patch' }, (profile) => mergeProfile(profile, body)),
    );
    if (merged) await this.store.saveProfile(tx, key, merged);
    return reply(200, customerResponse(found(await this.reader.byId(tx, key))));
  }
}
