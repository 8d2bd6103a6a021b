import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { decisionView } from '../../application/decision-view';
import { actReply, OperatorAct } from '../../application/operator-act';

/** The second pair of eyes on a grave decision. */
@ApiTags('Decisions')
@Controller('operator/v1/cases/:caseId/decisions/:decisionId')
export class ConfirmDecisionController {
  constructor(private readonly act: OperatorAct) {}

  @Post('confirm')
  @HttpCode(200)
  @ApiOperation({ summary: 'Confirm a decision that another operator proposed' })
  @OperatorEndpoint({ roles: ['SENIOR_REVIEWER'] })
  confirm(@OperatorCall() call: OperatorCall): Promise<OperatorReply> {
    return this.settle(call, 'Confirm');
  }

  @Post('refuse')
  @HttpCode(200)
  @ApiOperation({ summary: 'Refuse a decision that another operator proposed' })
  @OperatorEndpoint({ roles: ['SENIOR_REVIEWER'] })
  refuse(@OperatorCall() call: OperatorCall): Promise<OperatorReply> {
    return this.settle(call, 'Refuse');
  }

  private async settle(call: OperatorCall, type: 'Confirm' | 'Refuse'): Promise<OperatorReply> {
    const { subject, name } = call.operator;
    const decisionId = call.params.decisionId!;
    const change = await this.act.onCase(call, {
      action: type === 'Confirm' ? 'decision.confirm' : 'decision.refuse',
      claimed: false,
      detail: { decisionId },
      work: () => [{ type, decisionId, operator: { subject, name } }],
    });
    const { kind, proposedBy } = change.before.pending!;
    const body = decisionView({
      ...{ decisionId, caseId: change.state.caseId, decision: kind },
      status: type === 'Confirm' ? 'APPLIED' : 'REFUSED',
      decidedBy: proposedBy.name,
      decidedAt: change.events[0]!.at,
    });
    return actReply(200, body, change);
  }
}
