import { Inject, Injectable } from '@nestjs/common';
import type { SandboxOutcome } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import { documentFiles, evidenceFiles } from '../../application/evidence-files';
import { checksFor, decidePolicy, evidenceDigest, runChecks } from '../../checks';
import { type CaseCommand, type CaseState, renewalDay } from '../../domain';
import { documentsOf, type SubmissionForm } from '../../forms';
import { Customers } from '../../ports/customers';
import { Evidence } from '../../ports/evidence';
import { FileAssets } from '../../ports/file-assets';
import { type Hit, SubjectMarks } from '../../ports/subject-marks';
import { type DocumentFiles, documentsExpireOn, evaluateCompleteness, rulesAt } from '../../rules';
import { attestedAnew, commandsOf, recorded } from './consequences';
import { PROCESSING, type ProcessingOptions } from './processing-options';

/** Everything that a round is judged by. */
export interface Material {
  readonly form: SubmissionForm;
  readonly files: DocumentFiles;
  readonly sandboxOutcome: SandboxOutcome;
  /** True while the scan of a file that the evidence names is pending. */
  readonly unscanned: boolean;
  /** False where the evidence isn't what was attested any more. */
  readonly intact: boolean;
  readonly sameAs: readonly string[];
  readonly dismissed: readonly Hit[];
}

/** When a round is judged, and how often it was. */
export interface Moment {
  readonly now: Date;
  readonly attempt: number;
}

/** Commands that follow from a judgement, for the case as it stands when they are carried out. */
export type Judgement = (state: CaseState) => CaseCommand[];

/** Reads a round's evidence, runs the checks outside any transaction, and says what follows. */
@Injectable()
export class RoundJudge {
  private readonly checks = checksFor(this.options.mode, this.options.sources);

  constructor(
    @Inject(PROCESSING) private readonly options: ProcessingOptions,
    private readonly evidence: Evidence,
    private readonly files: FileAssets,
    private readonly customers: Customers,
    private readonly marks: SubjectMarks,
  ) {}

  /** @param db outside a transaction: what changes meanwhile voids the judgement, or is judged by the next */
  async material(db: EntityManager, state: CaseState): Promise<Material> {
    const { customerId, evidence } = state;
    const submission = evidence && (await this.evidence.submission(db, state, evidence.submissionId));
    if (!submission) throw new Error('the round in processing has no evidence');
    const { form } = submission;
    const ids = evidence.files.map((one) => one.fileAssetId);
    const assets = await this.files.ofCustomer(db, customerId, ids);
    const customer = await this.customers.get(db, customerId);
    const sameAs = await this.marks.sameAs(db, state, form);
    const dismissed = await this.marks.dismissed(db, state, form);
    const files = documentFiles(assets);
    const digested = evidenceFiles(documentsOf(form), assets);
    return {
      ...{ form, files, sameAs, dismissed },
      sandboxOutcome: customer?.sandboxOutcome ?? 'approve',
      unscanned: ids.some((id) => (files.get(id)?.status ?? 'PENDING_SCAN') === 'PENDING_SCAN'),
      intact: evidenceDigest(form, digested) === evidence.evidenceDigest,
    };
  }

  async judge(seen: CaseState, material: Material, { now, attempt }: Moment): Promise<Judgement> {
    const { form, files, sameAs, dismissed } = material;
    const { mode } = this.options;
    const rules = rulesAt(now);
    const sandboxOutcome = mode === 'sandbox' ? material.sandboxOutcome : 'approve';
    const renewBy = renewalDay(seen);
    const input = { form, files, rules, now, renewBy };
    const known = { sameAs, dismissed, ...(mode === 'sandbox' ? { sandboxOutcome } : {}) };
    const checks = await runChecks(this.checks, { ...input, ...known }, { attempt });
    const policy = decidePolicy({
      ...input,
      ...{ checks, mode, sandboxOutcome },
      round: seen.round,
      history: {
        raisedKeys: seen.requirements.map((one) => one.key),
        rejections: seen.decisions.filter((one) => one.outcome === 'REJECTED').length,
      },
    });
    const drafts = evaluateCompleteness(form, files, rules, now, renewBy);
    const advisory = drafts.filter((one) => one.severity === 'ADVISORY');
    const followed = material.intact ? policy : attestedAnew(form, rules, drafts);
    const submittedAt = new Date(seen.evidence?.submittedAt ?? now);
    const expiresOn = documentsExpireOn({ form, files, rules, submittedAt });
    return (state) => [
      ...recorded(state, checks),
      { type: 'JudgeDocuments', expiresOn },
      ...commandsOf(followed, advisory),
    ];
  }
}
