import type { CustomerType, DecisionReason, Retryability } from '@oceafin/contracts';
import type {
  Check,
  Control,
  Decider,
  Disposition,
  EvidenceFile,
  OperatorRef,
  PendingDecision,
  Requirement,
} from './case-state';

/** Requirements as they are after the event, told apart by what happened to them. */
export interface RequirementChanges {
  readonly added: readonly Requirement[];
  /** No longer open: satisfied, waived or answered for good. */
  readonly removed: readonly Requirement[];
  readonly changed: readonly Requirement[];
}

interface InRound {
  readonly at: string;
  readonly submissionId: string;
  readonly round: number;
}

export interface CustomerSubmitted extends InRound {
  readonly type: 'CustomerSubmitted';
  readonly customerType: CustomerType;
  readonly evidenceDigest: string;
  readonly files: readonly EvidenceFile[];
  readonly expiresOn: string | null;
  readonly cause: 'SUBMISSION' | 'ADDITIONAL_INFO';
  readonly reverification: boolean;
  readonly requirements: RequirementChanges;
}
export interface ProcessingStarted extends InRound {
  readonly type: 'ProcessingStarted';
}
export interface CheckCompleted extends InRound {
  readonly type: 'CheckCompleted';
  readonly check: Check;
}
/** An operator found a hit to be true or false. */
export interface CheckResolved extends InRound {
  readonly type: 'CheckResolved';
  readonly checkId: string;
  readonly disposition: Disposition;
  readonly resolvedBy: OperatorRef;
}
export interface MissingInfoRequired extends InRound {
  readonly type: 'MissingInfoRequired';
  readonly requirements: RequirementChanges;
}
export interface MissingInfoAnswered extends InRound {
  readonly type: 'MissingInfoAnswered';
  readonly answers: readonly { readonly requirementId: string; readonly answerId: string }[];
  readonly requirements: RequirementChanges;
  readonly openRequirements: number;
}
export interface SubmissionWithdrawn extends InRound {
  readonly type: 'SubmissionWithdrawn';
  readonly requirements: RequirementChanges;
}
/** Not all documents count that were there when the round began: these that do expire on another day. */
export interface DocumentsJudged extends InRound {
  readonly type: 'DocumentsJudged';
  readonly expiresOn: string | null;
}
/** Rules don't decide this round: people do. */
export interface CaseReferred extends InRound {
  readonly type: 'CaseReferred';
  readonly why: readonly string[];
  readonly requirements: RequirementChanges;
}
interface Decided extends InRound {
  readonly decisionId: string;
  readonly decidedBy: Decider;
  readonly confirmedBy: OperatorRef | null;
  readonly reasons: readonly DecisionReason[];
  readonly internalReasons: readonly string[];
  readonly requirements: RequirementChanges;
}
export interface CustomerApproved extends Decided {
  readonly type: 'CustomerApproved';
  readonly reverification: boolean;
}
export interface CustomerRejected extends Decided {
  readonly type: 'CustomerRejected';
  readonly retryability: Retryability;
}
export interface DecisionProposed extends InRound {
  readonly type: 'DecisionProposed';
  readonly pending: PendingDecision;
}
export interface DecisionRefused extends InRound {
  readonly type: 'DecisionRefused';
  readonly decisionId: string;
  readonly refusedBy: OperatorRef;
}
export interface RejectionReopened extends InRound {
  readonly type: 'RejectionReopened';
  readonly decisionId: string;
  readonly confirmedBy: OperatorRef;
}
export interface ReverificationRequired extends InRound {
  readonly type: 'ReverificationRequired';
  readonly dueAt: string | null;
  readonly requirements: RequirementChanges;
}
/** The partner was reminded of what it still has to answer until `dueAt`. */
export interface RequirementsReminded extends InRound {
  readonly type: 'RequirementsReminded';
  readonly dueAt: string;
  readonly due: readonly Requirement[];
}
/** The customer app suspended, reinstated or closed the customer. */
export interface ControlChanged {
  readonly type: 'ControlChanged';
  readonly at: string;
  readonly control: Control;
}

/** Those named as in the contracts are told to the other apps; the rest stay in this app. */
export type CaseEvent =
  | CustomerSubmitted
  | ProcessingStarted
  | CheckCompleted
  | CheckResolved
  | DocumentsJudged
  | MissingInfoRequired
  | MissingInfoAnswered
  | SubmissionWithdrawn
  | CaseReferred
  | CustomerApproved
  | CustomerRejected
  | DecisionProposed
  | DecisionRefused
  | RejectionReopened
  | ReverificationRequired
  | RequirementsReminded
  | ControlChanged;
