import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { ControlCustomerRequest, ControlCustomerResponse } from './control-customer.dto';
import { ControlCustomer } from './control-customer.handler';

type Call = OperatorCall<ControlCustomerRequest>;

@ApiTags('Customer controls')
@Controller('operator/v1/customers/:customerId')
export class ControlCustomerController {
  constructor(private readonly handler: ControlCustomer) {}

  @Post('suspend')
  @HttpCode(200)
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiBody({ type: ControlCustomerRequest })
  @ApiOkResponse({ type: ControlCustomerResponse })
  @ApiOperation({ summary: 'Suspend: masks the onboarding status until reinstatement' })
  @OperatorEndpoint({ roles: ['COMPLIANCE_OFFICER'], body: ControlCustomerRequest })
  suspend(@OperatorCall() call: Call): Promise<OperatorReply> {
    return this.handler.handle(call, { kind: 'suspend' });
  }

  @Post('reinstate')
  @HttpCode(200)
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiBody({ type: ControlCustomerRequest })
  @ApiOkResponse({ type: ControlCustomerResponse })
  @ApiOperation({ summary: 'End a suspension: back to what onboarding says now' })
  @OperatorEndpoint({ roles: ['COMPLIANCE_OFFICER'], body: ControlCustomerRequest })
  reinstate(@OperatorCall() call: Call): Promise<OperatorReply> {
    return this.handler.handle(call, { kind: 'reinstate' });
  }

  @Post('close')
  @HttpCode(200)
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiBody({ type: ControlCustomerRequest })
  @ApiOkResponse({ type: ControlCustomerResponse })
  @ApiOperation({ summary: 'Close, for good' })
  @OperatorEndpoint({ roles: ['COMPLIANCE_OFFICER'], body: ControlCustomerRequest })
  close(@OperatorCall() call: Call): Promise<OperatorReply> {
    return this.handler.handle(call, { kind: 'close', reason: 'PLATFORM_CONTROL' });
  }
}
