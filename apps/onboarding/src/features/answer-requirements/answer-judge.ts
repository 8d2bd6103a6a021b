import { Injectable } from '@nestjs/common';
import type { FieldError } from '@oceafin/contracts';
import { fieldError } from '@oceafin/platform';
import type { EntityManager } from 'typeorm';
import { fileErrors, mentionsIn } from '../../application/evidence-files';
import type { CaseState } from '../../domain';
import type { RequirementAnswer, SubmissionForm } from '../../forms';
import { FileAssets } from '../../ports/file-assets';
import { applyAnswer, judgeAnswer } from '../../rules';

/** An answer with its place among those that were sent. */
export interface PlacedAnswer extends RequirementAnswer {
  readonly index: number;
}

export interface AnswerContext {
  readonly state: CaseState;
  /** The evidence with the answers that were kept before; null before any submission. */
  readonly form: SubmissionForm | null;
  readonly clientId: string;
  readonly now: Date;
}

/** Says everything that is wrong with answers, each by its requirement's own schema. */
@Injectable()
export class AnswerJudge {
  constructor(private readonly files: FileAssets) {}

  async errors(
    tx: EntityManager,
    answers: readonly PlacedAnswer[],
    context: AnswerContext,
  ): Promise<FieldError[]> {
    const mentions = answers.flatMap(({ value, index }) => mentionsIn(value, `/answers/${index}/value`));
    const ids = mentions.map((one) => one.fileAssetId);
    const assets = await this.files.ofCustomer(tx, context.state.customerId, ids);
    return [...valueErrors(answers, context), ...fileErrors(mentions, assets)];
  }
}

function valueErrors(
  answers: readonly PlacedAnswer[],
  { state, form, clientId, now }: AnswerContext,
): FieldError[] {
  const open = new Map(
    state.requirements.filter((one) => one.status === 'OPEN').map((one) => [one.requirementId, one]),
  );
  const seen = new Set<string>();
  let soFar = form;
  return answers.flatMap(({ requirementId, value, index }) => {
    const place = `/answers/${index}`;
    const requirement = open.get(requirementId);
    if (!requirement || !soFar) return [fieldError('REQUIREMENT_NOT_OPEN', `${place}/requirementId`)];
    if (seen.has(requirementId)) return [fieldError('DUPLICATE', `${place}/requirementId`)];
    seen.add(requirementId);
    const errors = judgeAnswer(soFar, requirement, value, now, clientId);
    if (errors.length === 0) soFar = applyAnswer(soFar, requirement, value);
    return errors.map((one) => ({ ...one, pointer: `${place}/value${one.pointer}` }));
  });
}
