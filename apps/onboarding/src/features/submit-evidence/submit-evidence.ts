import { Injectable } from '@nestjs/common';
import type { CustomerStatus } from '@oceafin/contracts';
import type { PartnerCall } from '@oceafin/partner-access';
import { documentFiles, evidenceFiles } from '../../application/evidence-files';
import { customerNotFound, refuseIfAny, tellingPartner } from '../../application/partner-errors';
import { SubmissionJudge } from '../../application/submission-judge';
import { evidenceDigest } from '../../checks';
import { publicStatusOf, type Submission } from '../../domain';
import { documentsOf } from '../../forms';
import { Cases } from '../../ports/cases';
import { Evidence } from '../../ports/evidence';
import { SubjectMarks } from '../../ports/subject-marks';
import { documentsExpireOn, rulesAt } from '../../rules';

/** Takes a full body of evidence: everything wrong with it at once, or the next round of the case. */
@Injectable()
export class SubmitEvidence {
  constructor(
    private readonly cases: Cases,
    private readonly evidence: Evidence,
    private readonly judge: SubmissionJudge,
    private readonly marks: SubjectMarks,
  ) {}

  /** @throws Problem PARTNER_VALIDATION_FAILED, PARTNER_RESOURCE_STATE_INVALID */
  async execute(
    call: PartnerCall,
    customerId: string,
  ): Promise<{ submission: Submission; status: CustomerStatus; version: number }> {
    const { tx, client, now } = call;
    const known = await this.cases.read(tx, { customerId });
    if (!known) throw customerNotFound();
    const { form, errors, assets } = await this.judge.judge(call, known);
    refuseIfAny(errors);
    if (!form) throw new TypeError('a form without errors is missing');
    const files = evidenceFiles(documentsOf(form), assets);
    const digest = evidenceDigest(form, files);
    const expiresOn = documentsExpireOn({
      ...{ form, files: documentFiles(assets) },
      ...{ rules: rulesAt(now), submittedAt: now },
    });
    const change = await tellingPartner(() =>
      this.cases.change(tx, { customerId }, ({ customerType }) => [
        { type: 'Submit', customerType, evidenceDigest: digest, files, expiresOn },
      ]),
    );
    if (!change?.state.current) throw customerNotFound();
    const submission = change.state.current;
    const record = { ...submission, submittedBy: client.clientId };
    await this.evidence.saveSubmission(tx, change.state, record, form);
    await this.marks.remember(tx, change.state, form);
    return { submission, status: publicStatusOf(change.state), version: change.version };
  }
}
