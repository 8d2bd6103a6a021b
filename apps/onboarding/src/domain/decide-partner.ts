import type { CaseEvent, CustomerSubmitted } from './case-events';
import { blockingOpen, type CaseState, type Requirement } from './case-state';
import { publicStatusOf } from './case-status';
import type { Answer, CompletedEvidence, Ground, Submit } from './commands';
import { RequirementNotOpen } from './errors';
import { inRound, notAllowed, uncontrolled } from './guards';
import { allAnswered, applied, moved, NO_CHANGES } from './requirements';

/** Submissions are taken in DRAFT, MISSING_INFO_REQUIRED and after a RETRYABLE rejection. */
export function submissionAllowed(state: CaseState): boolean {
  if (state.control !== 'NONE') return false;
  const status = publicStatusOf(state);
  if (status === 'REJECTED') return state.decision?.retryability === 'RETRYABLE';
  return status === 'DRAFT' || status === 'MISSING_INFO_REQUIRED';
}

function nextRound(
  state: CaseState,
  cause: CustomerSubmitted['cause'],
  evidence: CompletedEvidence,
  ground: Ground,
): CustomerSubmitted {
  return {
    type: 'CustomerSubmitted',
    at: ground.at,
    submissionId: ground.newId(),
    round: state.round + 1,
    customerType: state.customerType,
    evidenceDigest: evidence.evidenceDigest,
    files: evidence.files,
    expiresOn: evidence.expiresOn,
    cause,
    reverification: state.reverification?.dueAt != null,
    requirements: NO_CHANGES,
  };
}

export function submit(state: CaseState, command: Submit, ground: Ground): CaseEvent[] {
  if (!submissionAllowed(state)) {
    const final = state.control === 'NONE' && state.stage === 'REJECTED';
    throw notAllowed(state, 'submit', final ? 'the rejection is FINAL' : undefined);
  }
  const answered = allAnswered(state.requirements, ground.at);
  const event = nextRound(state, 'SUBMISSION', command, ground);
  return [{ ...event, requirements: { ...NO_CHANGES, removed: answered } }];
}

/** The open requirements that `ids` name. @throws RequirementNotOpen naming all that aren't open */
export function openRequirements(state: CaseState, ids: readonly string[]): Requirement[] {
  const open = new Map(
    state.requirements.filter((one) => one.status === 'OPEN').map((one) => [one.requirementId, one]),
  );
  const missing = ids.filter((id) => !open.has(id));
  if (missing.length > 0) throw new RequirementNotOpen(missing);
  return ids.map((id) => open.get(id)!);
}

/** True where answering `ids` leaves no blocking requirement with the partner. */
export function completesRound(state: CaseState, ids: readonly string[]): boolean {
  const given = new Set(ids);
  return blockingOpen(state.requirements).every((one) => given.has(one.requirementId));
}

export function answer(state: CaseState, command: Answer, ground: Ground): CaseEvent[] {
  const ids = command.answers.map((one) => one.requirementId);
  uncontrolled(state, 'additional-info');
  const requirements = openRequirements(state, ids);
  if (state.stage !== 'MISSING_INFO_REQUIRED' || !state.evidence || !state.current) {
    throw notAllowed(state, 'additional-info');
  }
  const changed = requirements.map((one) => moved(one, 'ANSWERED', 'PARTNER', ground.at));
  const after = applied(state.requirements, { ...NO_CHANGES, changed });
  const answered: CaseEvent = {
    type: 'MissingInfoAnswered',
    ...inRound(state.current, ground.at),
    // Told apart here: what is given to the command may have the answer's value beside its ids.
    answers: command.answers.map(({ requirementId, answerId }) => ({ requirementId, answerId })),
    requirements: { ...NO_CHANGES, changed },
    openRequirements: after.filter((one) => one.status === 'OPEN').length,
  };
  if (!completesRound(state, ids)) return [answered];
  if (!command.completed) throw new TypeError('The last answers come with the evidence that they complete.');
  return [answered, nextRound(state, 'ADDITIONAL_INFO', command.completed, ground)];
}

export function withdraw(state: CaseState, ground: Ground): CaseEvent[] {
  const status = publicStatusOf(state);
  const start = state.roundStart;
  if ((status !== 'SUBMITTED' && status !== 'PROCESSING') || !start || !state.evidence) {
    throw notAllowed(state, 'withdraw');
  }
  const open = new Set(start.open);
  const reopened = state.requirements
    .filter((one) => open.has(one.requirementId))
    .map((one) => ({ ...one, pointer: start.pointers?.[one.requirementId] ?? one.pointer }))
    .map((one) => (one.status === 'OPEN' ? one : moved(one, 'OPEN', 'PARTNER', ground.at)));
  const waived = state.requirements
    .filter((one) => !open.has(one.requirementId) && one.status === 'OPEN')
    .map((one) => moved(one, 'WAIVED', 'PARTNER', ground.at));
  return [
    {
      type: 'SubmissionWithdrawn',
      ...inRound(state.evidence, ground.at),
      requirements: { added: [], removed: waived, changed: reopened },
    },
  ];
}
