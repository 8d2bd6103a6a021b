import type { CaseEvent, RequirementChanges } from './case-events';
import type { CaseState, Decider, OperatorRef, PendingDecision } from './case-state';
import type { Confirm, DecideByOperator, DecideByRules, Ground, Refuse, Reopen, Verdicts } from './commands';
import { judged, refer } from './decide-process';
import { DecisionNotPending, SamePerson } from './errors';
import { inRound, notAllowed, notClosed, roundInProcessing, roundWithPeople } from './guards';
import { applied, conclude, together } from './requirements';

/** Who decided, and what it does to the requirements. */
interface Seal {
  readonly decisionId: string;
  readonly decidedBy: Decider;
  readonly confirmedBy: OperatorRef | null;
  readonly requirements: RequirementChanges;
}

function outcome(state: CaseState, verdicts: Verdicts, seal: Seal, at: string): CaseEvent {
  const round = inRound(state.evidence!, at);
  const { reasons, internalReasons } = verdicts;
  return verdicts.outcome === 'APPROVE'
    ? {
        type: 'CustomerApproved',
        ...round,
        ...seal,
        reasons: [],
        internalReasons,
        reverification: state.reverification !== null,
      }
    : {
        type: 'CustomerRejected',
        ...round,
        ...seal,
        reasons,
        internalReasons,
        retryability: verdicts.retryability ?? 'RETRYABLE',
      };
}

function concluded(state: CaseState, at: string): RequirementChanges {
  return conclude(state.requirements, 'SATISFIED', at);
}

export function decideByRules(state: CaseState, command: DecideByRules, ground: Ground): CaseEvent[] {
  roundInProcessing(state, 'decide');
  if (state.referral) throw notAllowed(state, 'decide', 'the round was left to people');
  if (command.outcome === 'REJECT' && state.reverification?.dueAt) {
    return refer(state, { type: 'Refer', why: command.reasons, drafts: command.drafts }, ground);
  }
  const how = { origin: 'RULES' as const, at: ground.at, requirementId: ground.requirementId };
  const asked = judged(state, command.drafts, how);
  const after = { ...state, requirements: applied(state.requirements, asked) };
  const requirements = together(asked, concluded(after, ground.at));
  const seal = { decisionId: ground.newId(), decidedBy: 'RULES' as const, confirmedBy: null, requirements };
  return [outcome(state, command, seal, ground.at)];
}

/** Final rejections, approvals against a failed check and of exposed persons take two people. */
function takesTwo(state: CaseState, verdicts: Verdicts): boolean {
  if (verdicts.outcome === 'REJECT') return verdicts.retryability === 'FINAL';
  return state.checks.some(
    ({ type, verdict }) => verdict === 'FAIL' || (type === 'POLITICAL_EXPOSURE' && verdict !== 'PASS'),
  );
}

export function decideByOperator(state: CaseState, command: DecideByOperator, ground: Ground): CaseEvent[] {
  const round = roundWithPeople(state, 'decide');
  if (command.outcome === 'REJECT' && state.reverification?.dueAt) {
    throw notAllowed(state, 'decide', 'an approved customer is suspended or closed, not rejected');
  }
  if (!takesTwo(state, command)) {
    const seal = {
      decisionId: ground.newId(),
      decidedBy: command.operator,
      confirmedBy: null,
      requirements: concluded(state, ground.at),
    };
    return [outcome(state, command, seal, ground.at)];
  }
  const pending: PendingDecision = {
    decisionId: ground.newId(),
    kind: command.outcome,
    reasons: command.reasons,
    retryability: command.retryability,
    internalReasons: command.internalReasons,
    proposedBy: command.operator,
    proposedAt: ground.at,
  };
  return [{ type: 'DecisionProposed', ...inRound(round, ground.at), pending }];
}

function pendingFor(state: CaseState, command: Confirm | Refuse): PendingDecision {
  notClosed(state, command.type === 'Confirm' ? 'confirm' : 'refuse');
  const pending = state.pending;
  if (!pending || pending.decisionId !== command.decisionId) {
    const known = [...state.proposals, ...state.decisions.map((one) => one.decisionId)].includes(
      command.decisionId,
    );
    throw new DecisionNotPending(command.decisionId, known);
  }
  if (pending.proposedBy.subject === command.operator.subject) throw new SamePerson();
  return pending;
}

export function confirm(state: CaseState, command: Confirm, ground: Ground): CaseEvent[] {
  const pending = pendingFor(state, command);
  if (pending.kind === 'REOPEN') {
    return [
      {
        type: 'RejectionReopened',
        ...inRound(state.evidence!, ground.at),
        decisionId: pending.decisionId,
        confirmedBy: command.operator,
      },
    ];
  }
  const verdicts: Verdicts = { ...pending, outcome: pending.kind };
  const seal = {
    decisionId: pending.decisionId,
    decidedBy: pending.proposedBy,
    confirmedBy: command.operator,
    requirements: concluded(state, ground.at),
  };
  return [outcome(state, verdicts, seal, ground.at)];
}

export function refuse(state: CaseState, command: Refuse, ground: Ground): CaseEvent[] {
  const pending = pendingFor(state, command);
  return [
    {
      type: 'DecisionRefused',
      ...inRound(state.evidence!, ground.at),
      decisionId: pending.decisionId,
      refusedBy: command.operator,
    },
  ];
}

export function reopen(state: CaseState, command: Reopen, ground: Ground): CaseEvent[] {
  notClosed(state, 'reopen');
  if (state.stage !== 'REJECTED' || state.decision?.retryability !== 'FINAL' || !state.evidence) {
    throw notAllowed(state, 'reopen', state.stage === 'REJECTED' ? 'the rejection is RETRYABLE' : undefined);
  }
  if (state.pending) throw notAllowed(state, 'reopen', 'a decision awaits confirmation');
  const pending: PendingDecision = {
    decisionId: ground.newId(),
    kind: 'REOPEN',
    reasons: [],
    retryability: 'RETRYABLE',
    internalReasons: [],
    proposedBy: command.operator,
    proposedAt: ground.at,
  };
  return [{ type: 'DecisionProposed', ...inRound(state.evidence, ground.at), pending }];
}
