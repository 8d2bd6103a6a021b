import { Controller, Post } from '@nestjs/common';
import { Call, chooseBody, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { OnboardingWrite } from '../../application/onboarding-endpoint';
import { type SubmissionBody, submissionDtoFor } from '../../forms';
import { SubmitEvidence } from './submit-evidence';

@Controller('partner/v1/customers/:customerId/onboarding')
export class SubmitEvidenceController {
  constructor(private readonly submitEvidence: SubmitEvidence) {}

  @Post()
  @OnboardingWrite({ body: chooseBody((call) => submissionDtoFor(call.body)) })
  async submit(@Call() call: PartnerCall<SubmissionBody>): Promise<PartnerReply> {
    const customerId = call.params.customerId!;
    const { submission, status, version } = await this.submitEvidence.execute(call, customerId);
    const { submissionId, round, submittedAt } = submission;
    const body = { customerId, submissionId, status, round, submittedAt };
    return reply(202, body, { mark: { customerId, version } });
  }
}
