import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditLog, OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { Problem } from '@oceafin/platform';
import { caseNotFound } from '../../application/operator-errors';
import { CaseDesk } from '../../ports/case-desk';

/** One operator at a time works on a case; a claim ends by itself after 30 minutes. */
@ApiTags('Cases')
@Controller('operator/v1/cases/:caseId')
export class ClaimCaseController {
  constructor(
    private readonly desk: CaseDesk,
    private readonly audit: AuditLog,
  ) {}

  @Post('claim')
  @HttpCode(200)
  @ApiOperation({ summary: 'Claim the case, or renew the claim, for 30 minutes' })
  @OperatorEndpoint({ roles: ['REVIEWER'] })
  async claim(@OperatorCall() call: OperatorCall): Promise<OperatorReply> {
    const result = await this.desk.claim(call.tx, call.params.caseId!, call.operator);
    if (result === 'UNKNOWN') throw caseNotFound();
    if (result === 'TAKEN') {
      throw new Problem('OPERATOR_STATE_INVALID', { detail: 'Another operator holds the case.' });
    }
    return this.shown(call, 'case.claim');
  }

  @Post('release')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give the claim back' })
  @OperatorEndpoint({ roles: ['REVIEWER'] })
  async release(@OperatorCall() call: OperatorCall): Promise<OperatorReply> {
    const caseId = call.params.caseId!;
    if (!(await this.desk.get(call.tx, caseId))) throw caseNotFound();
    if (!(await this.desk.release(call.tx, caseId, call.operator))) {
      throw new Problem('OPERATOR_STATE_INVALID', { detail: 'You do not hold the case.' });
    }
    return this.shown(call, 'case.release');
  }

  private async shown({ tx, operator, params }: OperatorCall, action: string): Promise<OperatorReply> {
    const body = await this.desk.get(tx, params.caseId!);
    const { caseId, customerId } = body!;
    await this.audit.record(tx, { operator, action, caseId, customerId });
    return { status: 200, body };
  }
}
