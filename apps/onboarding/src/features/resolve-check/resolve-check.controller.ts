import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { Text, Word } from '@oceafin/platform';
import { actReply, OperatorAct } from '../../application/operator-act';
import type { Disposition } from '../../domain';

export class ResolveCheckRequest {
  @Word(['TRUE_MATCH', 'FALSE_POSITIVE']) disposition: Disposition;
  @Text({ max: 4000, multiline: true }) rationale: string;
}

@ApiTags('Decisions')
@Controller('operator/v1/cases/:caseId/checks/:checkId/resolve')
export class ResolveCheckController {
  constructor(private readonly act: OperatorAct) {}

  @Post()
  @HttpCode(200)
  @ApiBody({ type: ResolveCheckRequest })
  @ApiOperation({ summary: 'Say whether a screening hit is the person' })
  @OperatorEndpoint({ roles: ['REVIEWER'], body: ResolveCheckRequest })
  async resolve(@OperatorCall() call: OperatorCall<ResolveCheckRequest>): Promise<OperatorReply> {
    const { subject, name } = call.operator;
    const { disposition, rationale } = call.body;
    const checkId = call.params.checkId!;
    const change = await this.act.onCase(call, {
      action: 'check.resolve',
      claimed: true,
      afterRules: true,
      detail: { checkId, disposition, rationale },
      work: () => [{ type: 'ResolveCheck', checkId, disposition, operator: { subject, name } }],
    });
    const check = change.state.checks.find((one) => one.checkId === checkId)!;
    const { type, verdict, reasons } = check;
    return actReply(200, { checkId, type, status: verdict, reasons, disposition }, change);
  }
}
