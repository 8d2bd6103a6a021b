import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@oceafin/platform';
import type { EntityManager } from 'typeorm';
import { documentFiles } from '../../application/evidence-files';
import { type CaseCommand, type CaseState, endOfDay, expiryAt } from '../../domain';
import { FileAssets } from '../../ports/file-assets';
import { Evidence } from '../../ports/evidence';
import { expiryRequirements, rulesAt } from '../../rules';

/** Verifies an approved customer again before a document that it needs expires. */
@Injectable()
export class DocumentExpiry {
  constructor(
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    private readonly evidence: Evidence,
    private readonly files: FileAssets,
  ) {}

  /** Nothing where it isn't time, or nothing expires any more. */
  async commands(tx: EntityManager, state: CaseState): Promise<CaseCommand[]> {
    const now = this.clock.now();
    const at = expiryAt(state);
    if (state.control !== 'NONE' || !state.evidence?.expiresOn || !at || now.toISOString() < at) return [];
    const { submissionId, expiresOn, submittedAt } = state.evidence;
    const submission = await this.evidence.submission(tx, state, submissionId);
    if (!submission) return [];
    const ids = state.evidence.files.map((one) => one.fileAssetId);
    const files = documentFiles(await this.files.ofCustomer(tx, state.customerId, ids));
    const judged = { form: submission.form, files, rules: rulesAt(now), submittedAt: new Date(submittedAt) };
    const drafts = expiryRequirements(judged, expiresOn);
    if (drafts.length === 0) return [];
    return [{ type: 'Reverify', origin: 'RULES', dueAt: endOfDay(expiresOn), drafts }];
  }
}
