import { Controller, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { Text } from '@oceafin/platform';
import { decisionView } from '../../application/decision-view';
import { actReply, OperatorAct } from '../../application/operator-act';

export class ReopenCaseRequest {
  @Text({ max: 4000, multiline: true }) rationale: string;
}

@ApiTags('Decisions')
@Controller('operator/v1/cases/:caseId/reopen')
export class ReopenCaseController {
  constructor(private readonly act: OperatorAct) {}

  @Post()
  @ApiBody({ type: ReopenCaseRequest })
  @ApiOperation({ summary: 'Propose to make a FINAL rejection RETRYABLE; takes two people' })
  @OperatorEndpoint({ roles: ['REVIEWER'], body: ReopenCaseRequest })
  async reopen(@OperatorCall() call: OperatorCall<ReopenCaseRequest>): Promise<OperatorReply> {
    const { subject, name } = call.operator;
    const change = await this.act.onCase(call, {
      action: 'case.reopen',
      claimed: false,
      detail: {},
      rationale: call.body.rationale,
      work: () => [{ type: 'Reopen', operator: { subject, name } }],
    });
    const { decisionId, proposedAt } = change.state.pending!;
    const body = decisionView({
      ...{ decisionId, caseId: change.state.caseId, decision: 'REOPEN', status: 'AWAITING_CONFIRMATION' },
      ...{ decidedBy: name, decidedAt: proposedAt },
    });
    return actReply(201, body, change);
  }
}
