import { Injectable } from '@nestjs/common';
import type { FieldError } from '@oceafin/contracts';
import type { PartnerCall } from '@oceafin/partner-access';
import { documentFiles } from '../../application/evidence-files';
import { customerNotFound } from '../../application/partner-errors';
import { Problem } from '@oceafin/platform';
import { SubmissionJudge } from '../../application/submission-judge';
import { ActionNotAllowed, requirementView } from '../../domain';
import { Cases } from '../../ports/cases';
import { foresee } from './foresee';

export interface PreflightAnswer {
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
  async execute(call: PartnerCall, customerId: string): Promise<PreflightAnswer> {
    const { tx, now } = call;
    const state = await this.cases.read(tx, { customerId });
    if (!state) throw customerNotFound();
    if (state.control === 'CLOSED') {
      const { message } = new ActionNotAllowed('preflight', 'CLOSED');
      throw new Problem('PARTNER_RESOURCE_STATE_INVALID', { detail: message });
    }
    const { form, errors, assets } = await this.judge.judge(call, state);
    if (!form) return { ready: false, requirements: [], errors };
    const { ready, requirements } = foresee(state, { form, errors, files: documentFiles(assets), now });
    return { ready, requirements: requirements.map((one) => requirementView(one)), errors };
  }
}
