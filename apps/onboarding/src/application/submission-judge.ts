import { Injectable } from '@nestjs/common';
import type { CustomerType, FieldError } from '@oceafin/contracts';
import type { PartnerCall } from '@oceafin/partner-access';
import type { CaseState } from '../domain';
import { type FormContext, judgeForm, type SubmissionForm } from '../forms';
import { type FileAsset, FileAssets } from '../ports/file-assets';
import { fileErrors, mentionsBeside, mentionsIn } from './evidence-files';

export interface SubmissionJudgement {
  /** Everything that a submission of the body would be refused with. */
  readonly errors: readonly FieldError[];
  /** Undefined where the body isn't a submission's by its form. */
  readonly form: SubmissionForm | undefined;
  readonly assets: ReadonlyMap<string, FileAsset>;
}

/** Judges a body by its form and by the customer's files among those that it names. */
export function judgeSubmission(
  customerType: CustomerType,
  body: unknown,
  context: FormContext,
  assets: ReadonlyMap<string, FileAsset>,
): SubmissionJudgement {
  const { form, errors } = judgeForm(customerType, body, context);
  const mentions = mentionsBeside(errors, mentionsIn(body));
  return { errors: [...errors, ...fileErrors(mentions, assets)], form, assets };
}

/** Judges a body with its customer and files: submission and preflight say the same of it. */
@Injectable()
export class SubmissionJudge {
  constructor(private readonly files: FileAssets) {}

  async judge(call: PartnerCall, { customerId, customerType }: CaseState): Promise<SubmissionJudgement> {
    const { tx, client, body, now } = call;
    const ids = mentionsIn(body).map((one) => one.fileAssetId);
    const assets = await this.files.ofCustomer(tx, customerId, ids);
    return judgeSubmission(customerType, body, { clientId: client.clientId, now }, assets);
  }
}
