import type { FieldError } from '@oceafin/contracts';
import { requirementId } from '../../application/requirement-id';
import { asked, type CaseState, renewalDay, type Requirement } from '../../domain';
import type { SubmissionForm } from '../../forms';
import { type DocumentFiles, evaluateCompleteness, rulesAt } from '../../rules';

/** A body that is a submission by its form, with what it would be refused with all the same. */
export interface Foreseeable {
  readonly form: SubmissionForm;
  readonly errors: readonly FieldError[];
  readonly files: DocumentFiles;
  readonly now: Date;
}

export interface Foresight {
  /** True: a submission of this body would be accepted, and rules would ask for nothing that blocks. */
  readonly ready: boolean;
  /** The requirements that a submission would raise, as they would then be. */
  readonly requirements: readonly Requirement[];
}

/** What rules would say of a submission of this body, were it made and judged now. */
export function foresee(state: CaseState, { form, errors, files, now }: Foreseeable): Foresight {
  const drafts = evaluateCompleteness(form, files, rulesAt(now), now, renewalDay(state));
  const ready = errors.length === 0 && drafts.every((one) => one.severity === 'ADVISORY');
  const how = {
    origin: 'RULES' as const,
    at: now.toISOString(),
    requirementId: (key: string) => requirementId(state.caseId, key),
  };
  return { ready, requirements: asked(state, drafts, how) };
}
