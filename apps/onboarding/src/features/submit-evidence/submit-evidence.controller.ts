import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { ANSWERS } from '../../application/answer-schemas';
import { OnboardingWrite } from '../../application/onboarding-endpoint';
import { judgeBodyAlone, KybSubmission, KycSubmission } from '../../forms';
import { SubmitEvidence } from './submit-evidence';

@ApiTags('Onboarding')
@Controller('partner/v1/customers/:customerId/onboarding')
export class SubmitEvidenceController {
  constructor(private readonly submitEvidence: SubmitEvidence) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Submit KYC or KYB evidence: the next round' })
  @ApiAcceptedResponse({ schema: ANSWERS.submitted })
  @ApiBody({
    schema: { oneOf: [{ $ref: getSchemaPath(KycSubmission) }, { $ref: getSchemaPath(KybSubmission) }] },
  })
  @OnboardingWrite({
    accepts: 'json',
    alone: ({ body, client, now }) => judgeBodyAlone(body, { clientId: client.clientId, now }),
  })
  async submit(@Call() call: PartnerCall): Promise<PartnerReply> {
    const customerId = call.params.customerId!;
    const { submission, status, version } = await this.submitEvidence.execute(call, customerId);
    const { submissionId, round, submittedAt } = submission;
    const body = { customerId, submissionId, status, round, submittedAt };
    return reply(202, body, { mark: { customerId, version } });
  }
}
