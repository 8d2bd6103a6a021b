import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { ANSWERS } from '../../application/answer-schemas';
import { OnboardingWrite } from '../../application/onboarding-endpoint';
import { KybSubmission, KycSubmission } from '../../forms';
import { PreflightSubmission } from './preflight-submission';

@ApiTags('Onboarding')
@Controller('partner/v1/customers/:customerId/onboarding/preflight')
export class PreflightSubmissionController {
  constructor(private readonly preflightSubmission: PreflightSubmission) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Run every rule on a submission and store nothing' })
  @ApiOkResponse({ schema: ANSWERS.preflight })
  @ApiBody({
    schema: { oneOf: [{ $ref: getSchemaPath(KycSubmission) }, { $ref: getSchemaPath(KybSubmission) }] },
  })
  @OnboardingWrite({ accepts: 'json', family: undefined, stores: false })
  async preflight(@Call() call: PartnerCall): Promise<PartnerReply> {
    return reply(200, await this.preflightSubmission.execute(call, call.params.customerId!));
  }
}
