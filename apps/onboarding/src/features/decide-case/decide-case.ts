import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OperatorCall, OperatorReply } from '@oceafin/operator-access';
import { fieldError, Problem } from '@oceafin/platform';
import { actReply, OperatorAct } from '../../application/operator-act';
import { decisionView } from '../../application/decision-view';
import type { CaseCommand, CaseState, OperatorRef } from '../../domain';
import { Evidence } from '../../ports/evidence';
import { draftRequirement, type RequirementDraft, rulesAt } from '../../rules';
import type { DecideCaseRequest } from './decide-case.request';

type Call = OperatorCall<DecideCaseRequest>;

/** An operator's decision on a claimed case. */
@Injectable()
export class DecideCase {
  constructor(
    private readonly act: OperatorAct,
    private readonly evidence: Evidence,
  ) {}

  async execute(call: Call): Promise<OperatorReply> {
    const { decision, rationale, reasons, retryability, internalReasons, requirements } = call.body;
    const change = await this.act.onCase(call, {
      action: 'case.decide',
      claimed: true,
      afterRules: true,
      detail: { decision, rationale, reasons, retryability, internalReasons, requirements },
      work: async (state) => [await this.command(call, state)],
    });
    const event = change.events[0]!;
    const base = {
      caseId: change.state.caseId,
      decision,
      decidedBy: call.operator.name,
      decidedAt: event.at,
    };
    if (event.type === 'DecisionProposed') {
      const { decisionId } = event.pending;
      return actReply(201, decisionView({ ...base, decisionId, status: 'AWAITING_CONFIRMATION' }), change);
    }
    const decisionId = 'decisionId' in event ? event.decisionId : randomUUID();
    return actReply(201, decisionView({ ...base, decisionId, status: 'APPLIED' }), change);
  }

  private async command(call: Call, state: CaseState): Promise<CaseCommand> {
    const { subject, name } = call.operator;
    const operator: OperatorRef = { subject, name };
    const { decision, reasons, retryability, internalReasons = [] } = call.body;
    if (decision === 'REQUEST_INFO') {
      const drafts = await this.drafts(call, state);
      return { type: 'RaiseRequirements', origin: 'OPERATOR', drafts, operator };
    }
    return decision === 'APPROVE'
      ? {
          type: 'DecideByOperator',
          ...{ outcome: 'APPROVE', reasons: [], retryability: null, internalReasons, operator },
        }
      : {
          type: 'DecideByOperator',
          outcome: 'REJECT',
          reasons: reasons ?? ['ONBOARDING_DECLINED'],
          retryability: retryability ?? 'RETRYABLE',
          ...{ internalReasons, operator },
        };
  }

  /** @throws Problem OPERATOR_VALIDATION_FAILED for pointers that name nothing which could be answered */
  private async drafts({ tx, body, now }: Call, state: CaseState): Promise<RequirementDraft[]> {
    const wishes = body.requirements ?? [];
    const id = state.evidence?.submissionId;
    const submission = id === undefined ? null : await this.evidence.submission(tx, state, id);
    const drafts = wishes.map((one) => submission && draftRequirement(one, submission.form, rulesAt(now)));
    const errors = drafts.flatMap((draft, index) =>
      draft ? [] : [fieldError('INVALID_VALUE', `/requirements/${index}/pointer`)],
    );
    if (errors.length > 0) throw new Problem('OPERATOR_VALIDATION_FAILED', { errors });
    return drafts.flatMap((draft) => (draft ? [draft] : []));
  }
}
