import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditLog, OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { caseNotFound } from '../../application/operator-errors';
import { READERS } from '../../application/readers';
import { notesOf } from '../../domain';
import { CaseDesk } from '../../ports/case-desk';
import { Cases } from '../../ports/cases';
import { Evidence } from '../../ports/evidence';
import { FileAssets } from '../../ports/file-assets';
import { operatorView } from './operator-view';

@ApiTags('Cases')
@Controller('operator/v1/cases/:caseId')
export class ViewCaseController {
  constructor(
    private readonly desk: CaseDesk,
    private readonly cases: Cases,
    private readonly evidence: Evidence,
    private readonly files: FileAssets,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @ApiOperation({ summary: 'A case with everything that a decision needs' })
  @OperatorEndpoint({ roles: READERS })
  async view(@OperatorCall() { tx, operator, params }: OperatorCall): Promise<OperatorReply> {
    const caseId = params.caseId!;
    // Read first, so that what has happened by it shows in the rest.
    const history = await this.desk.history(tx, caseId);
    const [row, state] = [await this.desk.get(tx, caseId), await this.cases.read(tx, { caseId })];
    if (!row || !state) throw caseNotFound();
    const shown = state.evidence ?? state.current;
    const submission = shown && (await this.evidence.submission(tx, state, shown.submissionId));
    const ids = shown?.files.map((one) => one.fileAssetId) ?? [];
    const files = await this.files.ofCustomer(tx, state.customerId, ids);
    const decisions = [...state.decisions, ...(state.pending ? [state.pending] : [])];
    const noteIds = [...notesOf(state), ...decisions.map((one) => one.decisionId)];
    const notes = await this.evidence.notes(tx, state, noteIds);
    const { customerId } = state;
    await this.audit.record(tx, { operator, action: 'case.view', caseId, customerId });
    return { status: 200, body: operatorView(row, state, { submission, files, history, notes }) };
  }
}
