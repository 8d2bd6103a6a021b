import type { CaseEvent, RequirementChanges } from './case-events';
import type { CaseState, RequirementDraft } from './case-state';
import type {
  Ground,
  JudgeDocuments,
  RaiseRequirements,
  RecordChecks,
  Refer,
  ResolveCheck,
  Reverify,
  SetControl,
} from './commands';
import { CheckUnknown } from './errors';
import { inRound, notAllowed, notClosed, roundInProcessing, roundWithPeople } from './guards';
import { applied, raise, raisingIn, settle, together, type Raising } from './requirements';

export function startProcessing(state: CaseState, ground: Ground): CaseEvent[] {
  notClosed(state, 'start processing');
  if (state.stage !== 'SUBMITTED' || !state.evidence) throw notAllowed(state, 'start processing');
  return [{ type: 'ProcessingStarted', ...inRound(state.evidence, ground.at) }];
}

export function recordChecks(state: CaseState, command: RecordChecks, ground: Ground): CaseEvent[] {
  const round = roundInProcessing(state, 'record checks');
  return command.checks.map((check) => ({
    type: 'CheckCompleted',
    ...inRound(round, ground.at),
    check: { ...check, checkId: ground.newId(), at: ground.at },
  }));
}

/** A file that was rejected after the submission doesn't last for as long as its document says. */
export function judgeDocuments(state: CaseState, command: JudgeDocuments, ground: Ground): CaseEvent[] {
  const round = roundInProcessing(state, 'record checks');
  const { expiresOn } = command;
  if (expiresOn === round.expiresOn) return [];
  return [{ type: 'DocumentsJudged', ...inRound(round, ground.at), expiresOn }];
}

/** Of a check that isn't clear, once. */
export function resolveCheck(state: CaseState, command: ResolveCheck, ground: Ground): CaseEvent[] {
  const { checkId, disposition, operator } = command;
  const check = state.checks.find((one) => one.checkId === checkId);
  if (!check) throw new CheckUnknown(checkId);
  const round = roundWithPeople(state, 'resolve check');
  if (check.disposition || (check.verdict !== 'FAIL' && check.verdict !== 'REFER')) {
    throw notAllowed(state, 'resolve check', 'the check has no open hit');
  }
  return [
    { type: 'CheckResolved', ...inRound(round, ground.at), checkId, disposition, resolvedBy: operator },
  ];
}

/** What a judgement of rules does to the requirements: old questions are settled, new ones raised. */
export function judged(
  state: CaseState,
  drafts: readonly RequirementDraft[],
  how: Raising,
): RequirementChanges {
  const settled = settle(state.requirements, drafts, how.at);
  return together(settled, raise(applied(state.requirements, settled), drafts, how));
}

export function raiseRequirements(state: CaseState, command: RaiseRequirements, ground: Ground): CaseEvent[] {
  const action = 'require information';
  const round = command.operator ? roundWithPeople(state, action) : roundInProcessing(state, action);
  if (!command.drafts.some((one) => one.severity === 'BLOCKING')) {
    throw new TypeError('At least one requirement must be BLOCKING.');
  }
  const { at, requirementId } = ground;
  const how = raisingIn(state, { origin: command.origin, at, requirementId });
  const requirements = command.operator
    ? raise(state.requirements, command.drafts, how)
    : judged(state, command.drafts, how);
  return [{ type: 'MissingInfoRequired', ...inRound(round, ground.at), requirements }];
}

export function refer(state: CaseState, command: Refer, ground: Ground): CaseEvent[] {
  const round = roundInProcessing(state, 'refer');
  if (state.referral) return [];
  const how: Raising = { origin: 'RULES', at: ground.at, requirementId: ground.requirementId };
  const requirements = judged(state, command.drafts, how);
  return [{ type: 'CaseReferred', ...inRound(round, ground.at), why: command.why, requirements }];
}

export function reverify(state: CaseState, command: Reverify, ground: Ground): CaseEvent[] {
  if (state.control !== 'NONE' || state.stage !== 'APPROVED' || !state.evidence) {
    throw notAllowed(state, 'reverify');
  }
  const how = {
    origin: command.origin,
    at: ground.at,
    dueAt: command.dueAt,
    requirementId: ground.requirementId,
  };
  return [
    {
      type: 'ReverificationRequired',
      ...inRound(state.evidence, ground.at),
      dueAt: command.dueAt,
      requirements: raise(state.requirements, command.drafts, how),
    },
  ];
}

export function setControl(state: CaseState, command: SetControl, ground: Ground): CaseEvent[] {
  if (state.control === command.control || state.control === 'CLOSED') return [];
  return [{ type: 'ControlChanged', at: ground.at, control: command.control }];
}
