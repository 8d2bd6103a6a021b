import { Injectable } from '@nestjs/common';
import type { FieldError } from '@oceafin/contracts';
import { fieldError } from '@oceafin/platform';
import type { EntityManager } from 'typeorm';
import { type FileMention, fileErrors } from '../../application/evidence-files';
import type { CaseState } from '../../domain';
import type { RequirementAnswer, SubmissionForm } from '../../forms';
import { FileAssets } from '../../ports/file-assets';
import { applyAnswer, judgeAnswer } from '../../rules';

/** Says everything that is wrong with answers, each by its requirement's own schema. */
@Injectable()
export class AnswerJudge {
  constructor(private readonly files: FileAssets) {}

  /** @param form the evidence with the answers that were kept before; null before any submission */
  async errors(
    tx: EntityManager,
    state: CaseState,
    form: SubmissionForm | null,
    answers: readonly RequirementAnswer[],
    now: Date,
  ): Promise<FieldError[]> {
    const mentions = answers.flatMap(({ value }, index) => filesIn(value, `/answers/${index}/value`));
    const ids = mentions.map((one) => one.fileAssetId);
    const assets = await this.files.ofCustomer(tx, state.customerId, ids);
    return [...valueErrors(state, form, answers, now), ...fileErrors(mentions, assets)];
  }
}

function valueErrors(
  state: CaseState,
  form: SubmissionForm | null,
  answers: readonly RequirementAnswer[],
  now: Date,
): FieldError[] {
  const open = new Map(
    state.requirements.filter((one) => one.status === 'OPEN').map((one) => [one.requirementId, one]),
  );
  const seen = new Set<string>();
  let soFar = form;
  return answers.flatMap(({ requirementId, value }, index) => {
    const place = `/answers/${index}`;
    const requirement = open.get(requirementId);
    if (!requirement || !soFar) return [fieldError('REQUIREMENT_NOT_OPEN', `${place}/requirementId`)];
    if (seen.has(requirementId)) return [fieldError('DUPLICATE', `${place}/requirementId`)];
    seen.add(requirementId);
    const errors = judgeAnswer(soFar, requirement, value, now);
    if (errors.length === 0) soFar = applyAnswer(soFar, requirement, value);
    return errors.map((one) => ({ ...one, pointer: `${place}/value${one.pointer}` }));
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Every `fileAssetId` in the value, at any depth; one that isn't a UUID is the schema's business. */
function filesIn(value: unknown, pointer: string): FileMention[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (name === 'fileAssetId' && typeof member === 'string' && UUID.test(member)) {
      return [{ fileAssetId: member.toLowerCase(), pointer: place }];
    }
    return filesIn(member, place);
  });
}
