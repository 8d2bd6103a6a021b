import { Controller, Post } from '@nestjs/common';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { OnboardingWrite } from '../../application/onboarding-endpoint';
import { PreflightSubmission } from './preflight-submission';

@Controller('partner/v1/customers/:customerId/onboarding/preflight')
export class PreflightSubmissionController {
  constructor(private readonly preflightSubmission: PreflightSubmission) {}

  @Post()
  @OnboardingWrite({ accepts: 'json', family: undefined, stores: false })
  async preflight(@Call() call: PartnerCall): Promise<PartnerReply> {
    return reply(200, await this.preflightSubmission.execute(call, call.params.customerId!));
  }
}
