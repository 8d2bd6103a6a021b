import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { Text, Word } from '@oceafin/platform';
import { actReply, OperatorAct } from '../../application/operator-act';
import type { CaseState, Check, Disposition } from '../../domain';
import { Evidence } from '../../ports/evidence';
import { type Hit, SubjectMarks } from '../../ports/subject-marks';

export class ResolveCheckRequest {
  @Word(['TRUE_MATCH', 'FALSE_POSITIVE']) disposition: Disposition;
  @Text({ max: 4000, multiline: true }) rationale: string;
}

@ApiTags('Decisions')
@Controller('operator/v1/cases/:caseId/checks/:checkId/resolve')
export class ResolveCheckController {
  constructor(
    private readonly act: OperatorAct,
    private readonly evidence: Evidence,
    private readonly marks: SubjectMarks,
  ) {}

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
      detail: { checkId, disposition },
      rationale,
      work: () => [{ type: 'ResolveCheck', checkId, disposition, operator: { subject, name } }],
    });
    const check = change.state.checks.find((one) => one.checkId === checkId)!;
    const { type, verdict, reasons } = check;
    if (disposition === 'FALSE_POSITIVE') await this.remember(call, change.state, check);
    return actReply(200, { checkId, type, status: verdict, reasons, disposition }, change);
  }

  /** The same person is not asked about again for the same entries of the list. */
  private async remember({ tx }: OperatorCall, state: CaseState, { evidence }: Check): Promise<void> {
    const hits = (evidence.hits ?? []) as Hit[];
    const id = state.evidence?.submissionId;
    if (hits.length === 0 || id === undefined) return;
    const submission = await this.evidence.submission(tx, state, id);
    if (submission) await this.marks.dismiss(tx, state, submission.form, hits);
  }
}
