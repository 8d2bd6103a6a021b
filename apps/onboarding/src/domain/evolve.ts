import type {
  CaseEvent,
  CheckResolved,
  CustomerApproved,
  CustomerRejected,
  CustomerSubmitted,
} from './case-events';
import type { CaseState, Check, Decision, Submission } from './case-state';
import { applied } from './requirements';

/** The case after an event. Total: an event is a fact and is never refused. */
export function evolve(state: CaseState, event: CaseEvent): CaseState {
  const requirements =
    'requirements' in event ? applied(state.requirements, event.requirements) : state.requirements;
  switch (event.type) {
    case 'CustomerSubmitted':
      return { ...submitted(state, event), requirements };
    case 'ProcessingStarted':
      return { ...state, stage: 'PROCESSING', processingSince: event.at };
    case 'CheckCompleted':
      return {
        ...state,
        checks: [...state.checks.filter((one) => one.type !== event.check.type), event.check],
      };
    case 'CheckResolved':
      return { ...state, checks: state.checks.map((one) => resolved(one, event)) };
    case 'DocumentsJudged': {
      const { expiresOn } = event;
      return { ...state, evidence: state.evidence && { ...state.evidence, expiresOn } };
    }
    case 'MissingInfoRequired':
      return { ...idle(state), stage: 'MISSING_INFO_REQUIRED', requirements };
    case 'MissingInfoAnswered':
      return { ...state, answers: [...state.answers, ...event.answers], requirements };
    case 'SubmissionWithdrawn':
      return { ...withdrawn(state), requirements };
    case 'CaseReferred':
      return { ...state, referral: { at: event.at, why: event.why }, requirements };
    case 'CustomerApproved':
      return { ...decided(state, 'APPROVED', event), reverification: null, requirements };
    case 'CustomerRejected':
      return { ...decided(state, 'REJECTED', event), reverification: null, requirements };
    case 'DecisionProposed':
      return { ...state, pending: event.pending, proposals: [...state.proposals, event.pending.decisionId] };
    case 'DecisionRefused':
      return { ...state, pending: null };
    case 'RejectionReopened':
      return { ...state, ...reopened(state), pending: null };
    case 'ReverificationRequired':
      return {
        ...state,
        stage: 'MISSING_INFO_REQUIRED',
        reverification: { openedAt: state.reverification?.openedAt ?? event.at, dueAt: event.dueAt },
        requirements,
      };
    case 'RequirementsReminded':
      return { ...state, remindedOf: event.dueAt };
    case 'ControlChanged':
      return { ...state, control: event.control };
  }
}

function resolved(check: Check, { checkId, disposition }: CheckResolved): Check {
  if (check.checkId !== checkId) return check;
  // A hit is what the operator finds it to be; any other check stands, and approving against it takes two.
  if (check.type !== 'SCREENING') return { ...check, disposition };
  return { ...check, disposition, verdict: disposition === 'TRUE_MATCH' ? 'FAIL' : 'PASS' };
}

/** Nobody judges the round any more. */
function idle(state: CaseState): CaseState {
  return { ...state, roundStart: null, processingSince: null, referral: null, pending: null, answers: [] };
}

function submitted(state: CaseState, event: CustomerSubmitted): CaseState {
  const { submissionId, round, at: submittedAt, evidenceDigest, files, expiresOn } = event;
  const submission: Submission = { submissionId, round, submittedAt, evidenceDigest, files, expiresOn };
  const { stage, evidence, checks, decision } = state;
  const asked = state.requirements.filter((one) => one.status === 'OPEN' || one.status === 'ANSWERED');
  const open = asked.map((one) => one.requirementId);
  const pointers = Object.fromEntries(asked.map((one) => [one.requirementId, one.pointer]));
  return {
    ...idle(state),
    stage: 'SUBMITTED',
    round,
    current: submission,
    evidence: submission,
    roundStart: { stage, evidence, checks, decision, open, pointers },
    checks: [],
    decision: null,
  };
}

function withdrawn(state: CaseState): CaseState {
  const start = state.roundStart;
  if (!start) return idle(state);
  const { stage, evidence, checks, decision } = start;
  return { ...idle(state), stage, evidence, checks, decision };
}

function decided(
  state: CaseState,
  outcome: Decision['outcome'],
  event: CustomerApproved | CustomerRejected,
): CaseState {
  const decision: Decision = {
    decisionId: event.decisionId,
    outcome,
    reasons: event.reasons,
    retryability: event.type === 'CustomerRejected' ? event.retryability : null,
    internalReasons: event.internalReasons,
    decidedBy: event.decidedBy,
    confirmedBy: event.confirmedBy,
    decidedAt: event.at,
  };
  return { ...idle(state), stage: outcome, decision, decisions: [...state.decisions, decision] };
}

function reopened(state: CaseState): Pick<CaseState, 'decision' | 'decisions'> {
  const retryable = (one: Decision): Decision => ({ ...one, retryability: 'RETRYABLE' });
  return {
    decision: state.decision && retryable(state.decision),
    decisions: state.decisions.map((one) =>
      one.decisionId === state.decision?.decisionId ? retryable(one) : one,
    ),
  };
}
