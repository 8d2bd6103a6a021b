import type { SubmissionForm } from '../forms';
import { documentRequirements } from './document-requirements';
import { fieldRequirements } from './field-requirements';
import { personRequirements } from './person-requirements';
import type { RuleSet } from './rule-set';
import type { DocumentFiles, RequirementDraft } from './rules.types';

/**
 * Everything that is missing, must be mended, or is worth a second look. Preflight asks this same function.
 * @param renewBy in a re-verification because of documents that expire by that day
 */
export function evaluateCompleteness(
  form: SubmissionForm,
  files: DocumentFiles,
  rules: RuleSet,
  now: Date,
  renewBy: string | null = null,
): RequirementDraft[] {
  const drafts = [
    ...documentRequirements(form, files, rules, now, renewBy),
    ...personRequirements(form, rules),
    ...fieldRequirements(form, rules),
  ];
  // A document that stands there twice is one question.
  const first = new Map(drafts.toReversed().map((one) => [one.key, one]));
  return drafts.filter((one) => first.get(one.key) === one);
}
