import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PartnerCall } from '@oceafin/partner-access';
import type { EntityManager } from 'typeorm';
import { documentFiles, evidenceFiles } from '../../application/evidence-files';
import { customerNotFound, refuseIfAny, tellingPartner } from '../../application/partner-errors';
import { evidenceDigest } from '../../checks';
import { type CaseState, type CompletedEvidence, completesRound } from '../../domain';
import { type AdditionalInfo, documentsOf, judgeAdditionalInfo, type SubmissionForm } from '../../forms';
import { type CaseChange, Cases } from '../../ports/cases';
import { type AnswerRecord, Evidence } from '../../ports/evidence';
import { FileAssets } from '../../ports/file-assets';
import { applyAnswer, applyAttestation, documentsExpireOn, rulesAt } from '../../rules';
import { AnswerJudge } from './answer-judge';
import { answersIn } from './answers-in';

interface Completion {
  readonly form: SubmissionForm;
  readonly evidence: CompletedEvidence;
}

/** Takes answers to open requirements; those that complete the round make the next submission. */
@Injectable()
export class AnswerRequirements {
  constructor(
    private readonly cases: Cases,
    private readonly evidence: Evidence,
    private readonly files: FileAssets,
    private readonly judge: AnswerJudge,
  ) {}

  /** @throws Problem PARTNER_VALIDATION_FAILED, PARTNER_RESOURCE_STATE_INVALID */
  async execute(call: PartnerCall, customerId: string): Promise<CaseChange> {
    const { tx, client, now } = call;
    const { clientId } = client;
    const { info, errors } = judgeAdditionalInfo(call.body, { clientId, now });
    const placed = answersIn(call.body, errors);
    const answers = placed.map(({ requirementId, value }) => ({
      requirementId,
      value,
      answerId: randomUUID(),
    }));
    const ids = answers.map((one) => one.requirementId);
    let completion: Completion | null = null;
    const change = await tellingPartner(() =>
      this.cases.change(tx, { customerId }, async (state) => {
        const form = await this.formSoFar(tx, state);
        // Which requirements are open is no question while the customer is suspended or closed.
        const asked = state.control === 'NONE' ? placed : [];
        const context = { state, form, clientId, now };
        refuseIfAny([...errors, ...(await this.judge.errors(tx, asked, context))]);
        if (!info) throw new TypeError('answers without errors are missing');
        if (form && completesRound(state, ids)) {
          completion = await this.complete(tx, state, form, { ...info, answers }, now);
        }
        return [
          { type: 'Answer', answers: answers.map(withoutValue), completed: completion?.evidence ?? null },
        ];
      }),
    );
    if (!change) throw customerNotFound();
    const { state } = change;
    const by = { answeredBy: clientId, at: change.events[0]!.at };
    await this.evidence.saveAnswers(tx, state, by, answers);
    if (completion && state.current) {
      const record = { ...state.current, submittedBy: clientId };
      await this.evidence.saveSubmission(tx, state, record, (completion as Completion).form);
    }
    return change;
  }

  /** The evidence with the answers that were kept before; null before any submission. */
  private async formSoFar(tx: EntityManager, state: CaseState): Promise<SubmissionForm | null> {
    if (!state.evidence) return null;
    const base = await this.evidence.submission(tx, state, state.evidence.submissionId);
    if (!base) throw new Error('the evidence of the case is missing');
    const kept = await this.evidence.answers(
      tx,
      state,
      state.answers.map((one) => one.answerId),
    );
    return withAnswers(state, base.form, kept);
  }

  private async complete(
    tx: EntityManager,
    state: CaseState,
    soFar: SubmissionForm,
    info: AdditionalInfo,
    now: Date,
  ): Promise<Completion> {
    const answered = withAnswers(state, soFar, info.answers);
    const form = applyAttestation(answered, info.partnerAttestation, info.consentEvidence);
    const documents = documentsOf(form);
    const ids = documents.map(({ document }) => document.fileAssetId);
    const assets = await this.files.ofCustomer(tx, state.customerId, ids);
    const files = evidenceFiles(documents, assets);
    const expiresOn = documentsExpireOn({
      ...{ form, files: documentFiles(assets) },
      ...{ rules: rulesAt(now), submittedAt: now },
    });
    return { form, evidence: { evidenceDigest: evidenceDigest(form, files), files, expiresOn } };
  }
}

/** The case knows of an answer that it was given; what it says is sealed apart. */
function withoutValue({ requirementId, answerId }: AnswerRecord): Omit<AnswerRecord, 'value'> {
  return { requirementId, answerId };
}

function withAnswers(
  state: CaseState,
  form: SubmissionForm,
  answers: readonly Pick<AnswerRecord, 'requirementId' | 'value'>[],
): SubmissionForm {
  const requirements = new Map(state.requirements.map((one) => [one.requirementId, one]));
  return answers.reduce((soFar, { requirementId, value }) => {
    const requirement = requirements.get(requirementId);
    return requirement ? applyAnswer(soFar, requirement, value) : soFar;
  }, form);
}
