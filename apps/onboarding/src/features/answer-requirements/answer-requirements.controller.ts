import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { ANSWERS } from '../../application/answer-schemas';
import { OnboardingWrite } from '../../application/onboarding-endpoint';
import { publicStatusOf } from '../../domain';
import { AdditionalInfo, judgeAdditionalInfo } from '../../forms';
import { AnswerRequirements } from './answer-requirements';

@ApiTags('Onboarding')
@Controller('partner/v1/customers/:customerId/onboarding/additional-info')
export class AnswerRequirementsController {
  constructor(private readonly answerRequirements: AnswerRequirements) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Answer open requirements' })
  @ApiAcceptedResponse({ schema: ANSWERS.answered })
  @ApiBody({ type: AdditionalInfo })
  @OnboardingWrite({
    accepts: 'json',
    alone: ({ body, client, now }) => judgeAdditionalInfo(body, { clientId: client.clientId, now }).errors,
  })
  async answer(@Call() call: PartnerCall): Promise<PartnerReply> {
    const customerId = call.params.customerId!;
    const { state, version } = await this.answerRequirements.execute(call, customerId);
    const openRequirements = state.requirements.filter((one) => one.status === 'OPEN').length;
    const { submissionId, round } = state.current!;
    const body = { customerId, submissionId, status: publicStatusOf(state), round, openRequirements };
    return reply(202, body, { mark: { customerId, version } });
  }
}
