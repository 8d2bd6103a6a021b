import { Injectable } from '@nestjs/common';
import type { FieldError } from '@oceafin/contracts';
import type { PartnerCall } from '@oceafin/partner-access';
import { documentFiles } from '../../application/evidence-files';
import { customerNotFound } from '../../application/partner-errors';
import { Problem } from '@oceafin/platform';
import { requirementId } from '../../application/requirement-id';
import { SubmissionJudge } from '../../application/submission-judge';
import { ActionNotAllowed, type CaseState, raise, type Requirement, requirementView } from '../../domain';
import { Cases } from '../../ports/cases';
import { evaluateCompleteness, type RequirementDraft, rulesAt } from '../../rules';

export interface Preflight {
  /** True: a submission of this body would be accepted, and rules would ask for nothing that blocks. */
  readonly ready: boolean;
  readonly requirements: readonly object[];
  readonly errors: readonly FieldError[];
}

/** Runs every rule on a body and keeps nothing of it. */
@Injectable()
export class PreflightSubmission {
  constructor(
    private readonly cases: Cases,
    private readonly judge: SubmissionJudge,
  ) {}

  /** @throws Problem PARTNER_RESOURCE_STATE_INVALID for a closed customer */
  async execute(call: PartnerCall, customerId: string): Promise<Preflight> {
    const { tx, now } = call;
    const state = await this.cases.read(tx, { customerId });
    if (!state) throw customerNotFound();
    if (state.control === 'CLOSED') {
      const { message } = new ActionNotAllowed('preflight', 'CLOSED');
      throw new Problem('PARTNER_RESOURCE_STATE_INVALID', { detail: message });
    }
    const { form, errors, assets } = await this.judge.judge(call, state);
    if (!form) return { ready: false, requirements: [], errors };
    const drafts = evaluateCompleteness(form, documentFiles(assets), rulesAt(now), now);
    const ready = errors.length === 0 && drafts.every((one) => one.severity === 'ADVISORY');
    return { ready, requirements: foreseen(state, drafts, now).map((one) => requirementView(one)), errors };
  }
}

/** The requirements that a submission would raise, with the ids that they would have. */
function foreseen(state: CaseState, drafts: readonly RequirementDraft[], now: Date): Requirement[] {
  const how = {
    origin: 'RULES' as const,
    at: now.toISOString(),
    requirementId: (key: string) => requirementId(state.caseId, key),
  };
  return [...raise([], drafts, how).added];
}
