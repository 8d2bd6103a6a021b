import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { ANSWERS } from '../../application/answer-schemas';
import { OnboardingWrite } from '../../application/onboarding-endpoint';
import { customerNotFound, tellingPartner } from '../../application/partner-errors';
import { publicStatusOf } from '../../domain';
import { Cases } from '../../ports/cases';

/** Takes the round back before it is decided. */
@ApiTags('Onboarding')
@Controller('partner/v1/customers/:customerId/onboarding/withdraw')
export class WithdrawSubmissionController {
  constructor(private readonly cases: Cases) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Take the round back before it is decided' })
  @ApiOkResponse({ schema: ANSWERS.withdrawn })
  @OnboardingWrite({ accepts: 'none' })
  async withdraw(@Call() { tx, params }: PartnerCall): Promise<PartnerReply> {
    const customerId = params.customerId!;
    const change = await tellingPartner(() =>
      this.cases.change(tx, { customerId }, () => [{ type: 'Withdraw' }]),
    );
    if (!change?.state.current) throw customerNotFound();
    const { submissionId, round } = change.state.current;
    const body = { customerId, submissionId, status: publicStatusOf(change.state), round };
    return reply(200, body, { mark: { customerId, version: change.version } });
  }
}
