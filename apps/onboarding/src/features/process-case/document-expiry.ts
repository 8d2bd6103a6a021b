import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@oceafin/platform';
import type { EntityManager } from 'typeorm';
import { type CaseCommand, type CaseState, endOfDay, expiryAt } from '../../domain';
import { Evidence } from '../../ports/evidence';
import { expiryRequirements, rulesAt } from '../../rules';

/** Verifies an approved customer again before a document that it needs expires. */
@Injectable()
export class DocumentExpiry {
  constructor(
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    private readonly evidence: Evidence,
  ) {}

  /** Nothing where it isn't time, or nothing expires any more. */
  async commands(tx: EntityManager, state: CaseState): Promise<CaseCommand[]> {
    const now = this.clock.now();
    const at = expiryAt(state);
    if (state.control !== 'NONE' || !state.evidence?.expiresOn || !at || now.toISOString() < at) return [];
    const { submissionId, expiresOn } = state.evidence;
    const submission = await this.evidence.submission(tx, state, submissionId);
    const drafts = submission ? expiryRequirements(submission.form, rulesAt(now), expiresOn) : [];
    if (drafts.length === 0) return [];
    return [{ type: 'Reverify', origin: 'RULES', dueAt: endOfDay(expiresOn), drafts }];
  }
}
