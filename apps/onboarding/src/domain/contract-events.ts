import {
  CheckCompleted,
  CustomerApproved,
  CustomerRejected,
  CustomerSubmitted,
  type EventContract,
  MissingInfoAnswered,
  MissingInfoRequired,
  ProcessingStarted,
  type RequirementRef,
  RequirementsDue,
  type RequirementsDiff,
  ReverificationRequired,
  SubmissionWithdrawn,
} from '@oceafin/contracts';
import type { CaseEvent, RequirementChanges } from './case-events';
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
  const round = {
    customerId: after.customerId,
    partnerId: after.partnerId,
    caseId: after.caseId,
    submissionId: event.submissionId,
    round: event.round,
    status: onboardingStatusOf(after),
    at: event.at,
  };
  switch (event.type) {
    case 'CustomerSubmitted': {
      const { customerType, evidenceDigest, cause, reverification } = event;
      const named = new Map(
        event.files.map(({ fileAssetId, sha256 }) => [fileAssetId, { fileAssetId, sha256 }]),
      );
      const data = {
        ...round,
        customerType,
        evidenceDigest,
        files: [...named.values()],
        cause,
        reverification,
      };
      return { contract: CustomerSubmitted, data };
    }
    case 'ProcessingStarted':
      return { contract: ProcessingStarted, data: round };
    case 'CheckCompleted': {
      const { checkId, type, verdict } = event.check;
      return isShownCheck(type)
        ? { contract: CheckCompleted, data: { ...round, checkId, type, verdict } }
        : null;
    }
    case 'MissingInfoRequired':
      return { contract: MissingInfoRequired, data: { ...round, requirements: diff(event.requirements) } };
    case 'MissingInfoAnswered': {
      const { openRequirements, requirements } = event;
      return {
        contract: MissingInfoAnswered,
        data: { ...round, requirements: diff(requirements), openRequirements },
      };
    }
    case 'SubmissionWithdrawn':
      return { contract: SubmissionWithdrawn, data: round };
    case 'CustomerApproved': {
      const reasons = event.reasons.map((code) => ({ code }));
      return {
        contract: CustomerApproved,
        data: { ...round, reasons, reverification: event.reverification },
      };
    }
    case 'CustomerRejected': {
      const reasons = event.reasons.map((code) => ({ code }));
      return { contract: CustomerRejected, data: { ...round, reasons, retryability: event.retryability } };
    }
    case 'ReverificationRequired': {
      const { dueAt, requirements } = event;
      return {
        contract: ReverificationRequired,
        data: { ...round, requirements: diff(requirements), dueAt },
      };
    }
    case 'RequirementsReminded': {
      const { dueAt, due } = event;
      return { contract: RequirementsDue, data: { ...round, dueAt, requirements: due.map(ref) } };
    }
    case 'CheckResolved':
    case 'CaseReferred':
    case 'DecisionProposed':
    case 'DecisionRefused':
      return null;
    case 'RejectionReopened': {
      const reasons = (after.decision?.reasons ?? []).map((code) => ({ code }));
      return { contract: CustomerRejected, data: { ...round, reasons, retryability: 'RETRYABLE' } };
    }
  }
}
