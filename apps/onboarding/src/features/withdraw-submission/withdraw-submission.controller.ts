import { Controller, Post } from '@nestjs/common';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { OnboardingWrite } from '../../application/onboarding-endpoint';
import { customerNotFound, tellingPartner } from '../../application/partner-errors';
import { publicStatusOf } from '../../domain';
import { Cases } from '../../ports/cases';

/** Takes the round back before it is decided. */
@Controller('partner/v1/customers/:customerId/onboarding/withdraw')
export class WithdrawSubmissionController {
  constructor(private readonly cases: Cases) {}

  @Post()
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
