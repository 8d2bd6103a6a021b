import { Controller, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Call,
  chooseBody,
  type PartnerCall,
  PartnerEndpoint,
  type PartnerReply,
} from '@oceafin/partner-access';
import { CreatedCustomerResponse } from '../../answers/customer-response';
import { CreateCustomer } from './create-customer.handler';
import { CreateCustomerRequest, SandboxCreateCustomerRequest } from './create-customer.request';

@ApiTags('Customers')
@Controller('partner/v1/customers')
export class CreateCustomerController {
  constructor(private readonly handler: CreateCustomer) {}

  @Post()
  @ApiOperation({ summary: 'Create a customer, or get the existing one with that reference' })
  @ApiBody({ type: CreateCustomerRequest })
  @ApiCreatedResponse({ type: CreatedCustomerResponse })
  @ApiOkResponse({ type: CreatedCustomerResponse, description: 'The customer existed and is unchanged.' })
  @PartnerEndpoint({
    scope: 'customers:write',
    family: 'customers',
    body: chooseBody(({ client }) =>
      client.mode === 'sandbox' ? SandboxCreateCustomerRequest : CreateCustomerRequest,
    ),
  })
  create(@Call() call: PartnerCall<CreateCustomerRequest>): Promise<PartnerReply> {
    return this.handler.handle(call);
  }
}
