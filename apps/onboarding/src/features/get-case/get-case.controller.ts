import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { ANSWERS } from '../../application/answer-schemas';
import { OnboardingRead } from '../../application/onboarding-endpoint';
import { customerNotFound } from '../../application/partner-errors';
import { caseView, notesOf } from '../../domain';
import { Cases } from '../../ports/cases';
import { Evidence } from '../../ports/evidence';
import { FileAssets } from '../../ports/file-assets';

@ApiTags('Onboarding')
@Controller('partner/v1/customers/:customerId/onboarding')
export class GetCaseController {
  constructor(
    private readonly cases: Cases,
    private readonly files: FileAssets,
    private readonly evidence: Evidence,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The case: status, requirements, checks, decision' })
  @ApiOkResponse({ schema: ANSWERS.case })
  @OnboardingRead({ customer: true })
  async get(@Call() call: PartnerCall): Promise<PartnerReply> {
    const customerId = call.params.customerId!;
    const state = await this.cases.read(call.tx, { customerId });
    if (!state) throw customerNotFound();
    const ids = state.evidence?.files.map((one) => one.fileAssetId) ?? [];
    const files = await this.files.ofCustomer(call.tx, customerId, ids);
    const notes = await this.evidence.notes(call.tx, state, notesOf(state));
    return reply(200, caseView(state, files, notes));
  }
}
