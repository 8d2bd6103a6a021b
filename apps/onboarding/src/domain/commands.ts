import type { CustomerType, DecisionReason, Retryability } from '@oceafin/contracts';
import type {
  Check,
  Control,
  Disposition,
  EvidenceFile,
  OperatorRef,
  RequirementDraft,
  RequirementOrigin,
} from './case-state';

/** A full body of evidence begins the next round. */
export interface Submit {
  readonly type: 'Submit';
  readonly customerType: CustomerType;
  readonly evidenceDigest: string;
  readonly files: readonly EvidenceFile[];
  readonly expiresOn: string | null;
}

/** What the evidence becomes when the answers given so far complete it. */
export interface CompletedEvidence {
  readonly evidenceDigest: string;
  readonly files: readonly EvidenceFile[];
  readonly expiresOn: string | null;
}

/** Answers to open requirements; the last blocking one begins the next round on `completed`. */
export interface Answer {
  readonly type: 'Answer';
  readonly answers: readonly { readonly requirementId: string; readonly answerId: string }[];
  /** Needed only when these answers are the last; asked for lazily because it reads what was kept before. */
  readonly completed: CompletedEvidence | null;
}

export interface Withdraw {
  readonly type: 'Withdraw';
}
export interface StartProcessing {
  readonly type: 'StartProcessing';
}
export interface RecordChecks {
  readonly type: 'RecordChecks';
  readonly checks: readonly Omit<Check, 'checkId' | 'at'>[];
}

/** The scans of all files are known, and with them which documents count; nothing happens where that changes nothing. */
export interface JudgeDocuments {
  readonly type: 'JudgeDocuments';
  readonly expiresOn: string | null;
}

/** A hit of a check that left it to people: true or false. */
export interface ResolveCheck {
  readonly type: 'ResolveCheck';
  readonly checkId: string;
  readonly disposition: Disposition;
  readonly operator: OperatorRef;
}

/** The round can't be decided before the partner mends what is asked for here. */
export interface RaiseRequirements {
  readonly type: 'RaiseRequirements';
  readonly origin: RequirementOrigin;
  /** At least one of them BLOCKING. */
  readonly drafts: readonly RequirementDraft[];
  /** Who asks; null where rules do. Operators ask only in rounds that were referred to people. */
  readonly operator: OperatorRef | null;
}

/** Rules leave the round to people. */
export interface Refer {
  readonly type: 'Refer';
  readonly why: readonly string[];
  /** ADVISORY ones that the partner may see meanwhile. */
  readonly drafts: readonly RequirementDraft[];
}

export interface Verdicts {
  readonly outcome: 'APPROVE' | 'REJECT';
  readonly reasons: readonly DecisionReason[];
  readonly retryability: Retryability | null;
  readonly internalReasons: readonly string[];
}

/** Rules decide. FINAL takes people; only the sandbox, playing them, rejects so by itself. */
export interface DecideByRules extends Verdicts {
  readonly type: 'DecideByRules';
  readonly drafts: readonly RequirementDraft[];
}

/** An operator decides; grave decisions become proposals that wait for another's confirmation. */
export interface DecideByOperator extends Verdicts {
  readonly type: 'DecideByOperator';
  readonly operator: OperatorRef;
}
export interface Confirm {
  readonly type: 'Confirm';
  readonly decisionId: string;
  readonly operator: OperatorRef;
}
export interface Refuse {
  readonly type: 'Refuse';
  readonly decisionId: string;
  readonly operator: OperatorRef;
}
/** Make a FINAL rejection RETRYABLE; always takes two. */
export interface Reopen {
  readonly type: 'Reopen';
  readonly operator: OperatorRef;
}
/** Verify an approved customer again, at once or by `dueAt`. */
export interface Reverify {
  readonly type: 'Reverify';
  readonly drafts: readonly RequirementDraft[];
  readonly origin: RequirementOrigin;
  readonly dueAt: string | null;
}
/** The partner's time is over; nothing happens where it isn't. */
export interface PassDueDate {
  readonly type: 'PassDueDate';
}
/** Remind the partner of what is due soon; nothing happens where nothing is, or it was. */
export interface Remind {
  readonly type: 'Remind';
}
/** The customer app's word about its controls. */
export interface SetControl {
  readonly type: 'SetControl';
  readonly control: Control;
}

export type CaseCommand =
  | Submit
  | Answer
  | Withdraw
  | StartProcessing
  | RecordChecks
  | JudgeDocuments
  | ResolveCheck
  | RaiseRequirements
  | Refer
  | DecideByRules
  | DecideByOperator
  | Confirm
  | Refuse
  | Reopen
  | Reverify
  | PassDueDate
  | Remind
  | SetControl;

/** What a decision may not take from the air: the time, and ids for what it creates. */
export interface Ground {
  /** RFC 3339 UTC with milliseconds, by the database's clock. */
  readonly at: string;
  readonly newId: () => string;
  /** The id of the case's requirement with this key: the same in every round. */
  readonly requirementId: (key: string) => string;
}
