import { Injectable } from '@nestjs/common';
import type { FieldError } from '@oceafin/contracts';
import type { PartnerCall } from '@oceafin/partner-access';
import type { CaseState } from '../domain';
import { judgeForm, type SubmissionForm } from '../forms';
import { type FileAsset, FileAssets } from '../ports/file-assets';
import { fileErrors, mentionsBeside, mentionsIn } from './evidence-files';

export interface SubmissionJudgement {
  /** Everything that a submission of the body would be refused with. */
  readonly errors: readonly FieldError[];
  /** Undefined where the body isn't a submission's by its form. */
  readonly form: SubmissionForm | undefined;
  readonly assets: ReadonlyMap<string, FileAsset>;
}

/** Judges a body with its customer and files: submission and preflight say the same of it. */
@Injectable()
export class SubmissionJudge {
  constructor(private readonly files: FileAssets) {}

  async judge(call: PartnerCall, state: CaseState): Promise<SubmissionJudgement> {
    const { tx, client, body, now } = call;
    const { form, errors } = judgeForm(state.customerType, body, { clientId: client.clientId, now });
    const mentions = mentionsBeside(errors, mentionsIn(body));
    const ids = mentions.map((one) => one.fileAssetId);
    const assets = await this.files.ofCustomer(tx, state.customerId, ids);
    return { errors: [...errors, ...fileErrors(mentions, assets)], form, assets };
  }
}
