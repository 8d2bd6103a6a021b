import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DocumentType } from '@oceafin/contracts';
import { OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { fieldError, Instant, Problem } from '@oceafin/platform';
import { actReply, OperatorAct } from '../../application/operator-act';
import type { CaseState } from '../../domain';
import { CaseDesk } from '../../ports/case-desk';
import { Evidence } from '../../ports/evidence';
import { draftRequirement, type RequirementDraft, rulesAt } from '../../rules';

export class ReverifyCaseRequest {
  @Instant({ optional: true, description: 'Until then the customer stays APPROVED; without it: at once' })
  dueAt?: string;
}

/** What shows that an approved customer is still who it was. */
const PROOF: Record<CaseState['customerType'], readonly DocumentType[]> = {
  INDIVIDUAL: ['PASSPORT', 'NATIONAL_ID', 'DRIVING_LICENCE', 'RESIDENCE_PERMIT'],
  CORPORATE: ['SHAREHOLDER_REGISTER'],
};

@ApiTags('Decisions')
@Controller('operator/v1/cases/:caseId/reverify')
export class ReverifyCaseController {
  constructor(
    private readonly act: OperatorAct,
    private readonly evidence: Evidence,
    private readonly desk: CaseDesk,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiBody({ type: ReverifyCaseRequest })
  @ApiOperation({ summary: 'Verify an approved customer again, at once or by a due date' })
  @OperatorEndpoint({ roles: ['SENIOR_REVIEWER'], body: ReverifyCaseRequest })
  async reverify(@OperatorCall() call: OperatorCall<ReverifyCaseRequest>): Promise<OperatorReply> {
    const dueAt = call.body.dueAt === undefined ? null : new Date(call.body.dueAt).toISOString();
    if (dueAt !== null && Date.parse(dueAt) <= call.now.getTime()) {
      throw new Problem('OPERATOR_VALIDATION_FAILED', { errors: [fieldError('OUT_OF_RANGE', '/dueAt')] });
    }
    const change = await this.act.onCase(call, {
      action: 'case.reverify',
      claimed: false,
      detail: { dueAt },
      work: async (state) => [
        { type: 'Reverify', origin: 'OPERATOR', dueAt, drafts: await this.drafts(call, state) },
      ],
    });
    return actReply(200, await this.desk.get(call.tx, change.state.caseId), change);
  }

  private async drafts({ tx, now }: OperatorCall, state: CaseState): Promise<RequirementDraft[]> {
    const id = state.evidence?.submissionId;
    const submission = id === undefined ? null : await this.evidence.submission(tx, state, id);
    if (!submission) return [];
    const wish = {
      code: 'REVERIFICATION' as const,
      pointer: '/supportingDocuments',
      documentTypes: PROOF[state.customerType],
    };
    const draft = draftRequirement(wish, submission.form, rulesAt(now));
    return draft ? [draft] : [];
  }
}
