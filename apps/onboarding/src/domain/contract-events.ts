import {
  CheckCompleted,
  CustomerApproved,
  CustomerRejected,
  CustomerSubmitted,
  type DecisionReason,
  type EventContract,
  MissingInfoAnswered,
  MissingInfoRequired,
  ProcessingStarted,
  type RequirementRef,
  RequirementsDue,
  type RequirementsDiff,
  type Retryability,
  ReverificationRequired,
  SubmissionWithdrawn,
} from '@oceafin/contracts';
import type { CaseEvent, CustomerSubmitted as CaseSubmitted, RequirementChanges } from './case-events';
import type { CaseState, Requirement } from './case-state';
import { onboardingStatusOf } from './case-status';

/** What the other apps are told. */
export interface Told {
  readonly contract: EventContract;
  readonly data: object;
}

/** The checks that partners may know of; the others would tip off. */
export const SHOWN_CHECKS: readonly string[] = ['COMPLETENESS', 'DOCUMENTS', 'IDENTITY'];

export function isShownCheck(type: string): boolean {
  return SHOWN_CHECKS.includes(type);
}

function ref({ requirementId, code, pointer, severity, dueAt }: Requirement): RequirementRef {
  return { requirementId, code, pointer, severity, dueAt };
}

function diff(changes: RequirementChanges): RequirementsDiff {
  return {
    added: changes.added.map(ref),
    removed: changes.removed.map(ref),
    changed: changes.changed.map(ref),
  };
}

/** Ids, codes and digests of an event, for the topic; null where it stays in this app. `after` is the state it led to. */
export function told(event: CaseEvent, after: CaseState): Told | null {
  if (event.type === 'ControlChanged') return null;
  const own = toldOf(event, after);
  if (!own) return null;
  const round = {
    customerId: after.customerId,
    partnerId: after.partnerId,
    caseId: after.caseId,
    submissionId: event.submissionId,
    round: event.round,
    status: onboardingStatusOf(after),
    at: event.at,
  };
  return { contract: own.contract, data: { ...round, ...own.data } };
}

/** What an event tells beyond its round. */
function toldOf(event: Exclude<CaseEvent, { type: 'ControlChanged' }>, after: CaseState): Told | null {
  switch (event.type) {
    case 'CustomerSubmitted':
      return { contract: CustomerSubmitted, data: submitted(event) };
    case 'ProcessingStarted':
      return { contract: ProcessingStarted, data: {} };
    case 'CheckCompleted': {
      const { checkId, type, verdict } = event.check;
      return isShownCheck(type) ? { contract: CheckCompleted, data: { checkId, type, verdict } } : null;
    }
    case 'MissingInfoRequired':
      return { contract: MissingInfoRequired, data: { requirements: diff(event.requirements) } };
    case 'MissingInfoAnswered': {
      const { openRequirements, requirements } = event;
      return { contract: MissingInfoAnswered, data: { requirements: diff(requirements), openRequirements } };
    }
    case 'SubmissionWithdrawn':
      return { contract: SubmissionWithdrawn, data: {} };
    case 'CustomerApproved': {
      const { reasons, reverification } = event;
      return { contract: CustomerApproved, data: { reasons: coded(reasons), reverification } };
    }
    case 'CustomerRejected':
      return { contract: CustomerRejected, data: rejected(event.reasons, event.retryability) };
    case 'RejectionReopened':
      return { contract: CustomerRejected, data: rejected(after.decision?.reasons ?? [], 'RETRYABLE') };
    case 'ReverificationRequired': {
      const { dueAt, requirements } = event;
      return { contract: ReverificationRequired, data: { requirements: diff(requirements), dueAt } };
    }
    case 'RequirementsReminded': {
      const { dueAt, due } = event;
      return { contract: RequirementsDue, data: { dueAt, requirements: due.map(ref) } };
    }
    case 'CheckResolved':
    case 'DocumentsJudged':
    case 'CaseReferred':
    case 'DecisionProposed':
    case 'DecisionRefused':
      return null;
  }
}

/** Each file once, however many documents name it. */
function submitted(event: CaseSubmitted): object {
  const { customerType, evidenceDigest, cause, reverification } = event;
  const files = new Map(event.files.map(({ fileAssetId, sha256 }) => [fileAssetId, { fileAssetId, sha256 }]));
  return { customerType, evidenceDigest, files: [...files.values()], cause, reverification };
}

function rejected(reasons: readonly DecisionReason[], retryability: Retryability): object {
  return { reasons: coded(reasons), retryability };
}

function coded(reasons: readonly DecisionReason[]): object[] {
  return reasons.map((code) => ({ code }));
}
