import { Injectable } from '@nestjs/common';
import type { FieldError } from '@oceafin/contracts';
import { fieldError } from '@oceafin/platform';
import type { EntityManager } from 'typeorm';
import { fileErrors, mentionsIn } from '../../application/evidence-files';
import type { CaseState } from '../../domain';
import type { RequirementAnswer, SubmissionForm } from '../../forms';
import { FileAssets } from '../../ports/file-assets';
import { type GivenAnswer, judgeAnswers } from '../../rules';

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
  const refused = new Map<number, FieldError>();
  const given = new Map<string, GivenAnswer & { readonly index: number }>();
  for (const { requirementId, value, index } of answers) {
    const requirement = open.get(requirementId);
    const at = `/answers/${index}/requirementId`;
    if (!requirement || !form) refused.set(index, fieldError('REQUIREMENT_NOT_OPEN', at));
    else if (given.has(requirementId)) refused.set(index, fieldError('DUPLICATE', at));
    else given.set(requirementId, { requirement, value, index });
  }
  const judged = form ? judgeAnswers(form, [...given.values()], { clientId, now }) : [];
  const wrong = new Map([...given.values()].map(({ index }, nth) => [index, judged[nth] ?? []]));
  return answers.flatMap(({ index }) => [
    ...(refused.has(index) ? [refused.get(index)!] : []),
    ...(wrong.get(index) ?? []).map((one) => ({ ...one, pointer: `/answers/${index}/value${one.pointer}` })),
  ]);
}
