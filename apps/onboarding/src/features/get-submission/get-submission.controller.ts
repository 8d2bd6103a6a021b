import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import { ANSWERS } from '../../application/answer-schemas';
import { OnboardingRead } from '../../application/onboarding-endpoint';
import { Evidence } from '../../ports/evidence';

/** Gives the partner its own evidence back, of any round. */
@ApiTags('Onboarding')
@Controller('partner/v1/customers/:customerId/onboarding/submissions/:submissionId')
export class GetSubmissionController {
  constructor(private readonly evidence: Evidence) {}

  @Get()
  @ApiOperation({ summary: 'The payload of a round, as it was submitted' })
  @ApiOkResponse({ schema: ANSWERS.submission })
  @OnboardingRead({ customer: true })
  async get(@Call() { tx, client, params }: PartnerCall): Promise<PartnerReply> {
    const scope = { customerId: params.customerId!, partnerId: client.partnerId };
    const found = await this.evidence.submission(tx, scope, params.submissionId!);
    if (!found) throw new Problem('PARTNER_RESOURCE_NOT_FOUND');
    const { submissionId, round, submittedAt, evidenceDigest, form } = found;
    return reply(200, { submissionId, round, submittedAt, evidenceDigest, submission: form });
  }
}
