import type {
  CustomerType,
  DecisionReason,
  DocumentType,
  OnboardingStatus,
  RequirementCode,
  Retryability,
} from '@oceafin/contracts';

export type Party = 'PARTNER' | 'OCEAFIN';
export type Control = 'NONE' | 'SUSPENDED' | 'CLOSED';
export type Verdict = 'PASS' | 'FAIL' | 'REFER' | 'UNAVAILABLE';
export type RequirementStatus = 'OPEN' | 'ANSWERED' | 'SATISFIED' | 'WAIVED';
export type RequirementKind = 'DATA' | 'DOCUMENT' | 'CONSENT' | 'ATTESTATION';
export type Severity = 'BLOCKING' | 'ADVISORY';
/** Who asks: rules may settle what rules asked; what a person or the sandbox asked is settled by an answer. */
export type RequirementOrigin = 'RULES' | 'SANDBOX' | 'OPERATOR';

/** What is asked for, before it has an identity and a history. */
export interface RequirementDraft {
  /** The same question about the same thing has the same key in every round; internal. */
  readonly key: string;
  readonly code: RequirementCode;
  readonly pointer: string;
  readonly subject: { readonly type: 'CUSTOMER' | 'PERSON' | 'ENTITY'; readonly ref: string | null };
  readonly title: string;
  readonly detail: string;
  readonly kind: RequirementKind;
  readonly answerSchema: Record<string, unknown>;
  readonly anyOf?: readonly DocumentType[];
  readonly severity: Severity;
  /** Days until it is due; null where it never is. */
  readonly dueDays: number | null;
  /** The operator's own words in the place of `detail`, kept apart because they may name the person. */
  readonly noteId?: string;
}

export interface Requirement extends RequirementDraft {
  readonly requirementId: string;
  readonly origin: RequirementOrigin;
  readonly awaiting: Party;
  readonly dueAt: string | null;
  readonly raisedAt: string;
  readonly status: RequirementStatus;
  readonly history: readonly {
    readonly at: string;
    readonly status: RequirementStatus;
    readonly by: Party;
  }[];
}

/** A file that evidence names, where, and the bytes it stood for when the evidence was accepted. */
export interface EvidenceFile {
  readonly fileAssetId: string;
  readonly documentType: DocumentType;
  readonly pointer: string;
  readonly sha256: string;
}

export interface Submission {
  readonly submissionId: string;
  readonly round: number;
  readonly submittedAt: string;
  readonly evidenceDigest: string;
  readonly files: readonly EvidenceFile[];
  /** The first day on which a document that the customer needs expires, `YYYY-MM-DD`; null where none is known to. */
  readonly expiresOn: string | null;
}

export type Disposition = 'TRUE_MATCH' | 'FALSE_POSITIVE';

export interface Check {
  readonly checkId: string;
  readonly type: string;
  readonly verdict: Verdict;
  /** Codes that explain the verdict to operators; never personal data. */
  readonly reasons: readonly string[];
  /** Provider, versions, scores; never personal data. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** What an operator found a hit to be. */
  readonly disposition?: Disposition;
  readonly at: string;
}

/** An operator: `subject` tells people apart, `name` is shown. */
export interface OperatorRef {
  readonly subject: string;
  readonly name: string;
}

/** Who decided: rules by themselves, or an operator. */
export type Decider = 'RULES' | OperatorRef;

export interface Decision {
  readonly decisionId: string;
  readonly outcome: 'APPROVED' | 'REJECTED';
  readonly reasons: readonly DecisionReason[];
  readonly retryability: Retryability | null;
  readonly internalReasons: readonly string[];
  readonly decidedBy: Decider;
  readonly confirmedBy: OperatorRef | null;
  readonly decidedAt: string;
}

/** A proposal that takes effect only when another senior operator confirms it. */
export interface PendingDecision {
  readonly decisionId: string;
  readonly kind: 'APPROVE' | 'REJECT' | 'REOPEN';
  readonly reasons: readonly DecisionReason[];
  readonly retryability: Retryability | null;
  readonly internalReasons: readonly string[];
  readonly proposedBy: OperatorRef;
  readonly proposedAt: string;
}

export interface Reverification {
  readonly openedAt: string;
  /** null: at once. Until then the customer stays APPROVED. */
  readonly dueAt: string | null;
}

/** An answer kept until the last blocking one completes the next round. */
export interface PendingAnswer {
  readonly requirementId: string;
  readonly answerId: string;
}

/** What a withdrawal goes back to. */
export interface RoundStart {
  readonly stage: OnboardingStatus;
  readonly evidence: Submission | null;
  readonly checks: readonly Check[];
  readonly decision: Decision | null;
  /** Requirements that the round answers: open again when it is withdrawn. */
  readonly open: readonly string[];
  /**
   * Where in the evidence of that time they ask, by requirement id: the round's own may have other places.
   * States that were stored before this was kept haven't got it.
   */
  readonly pointers?: Readonly<Record<string, string>>;
}

/** Rules left the round to people, for these reasons (codes). */
export interface Referral {
  readonly at: string;
  readonly why: readonly string[];
}

/** Everything that decides what happens next; holds ids, codes and digests, no personal data. */
export interface CaseState {
  readonly caseId: string;
  readonly customerId: string;
  readonly partnerId: string;
  readonly customerType: CustomerType;
  readonly control: Control;
  /** Where the work stands. The status that partners see differs under controls and re-verification. */
  readonly stage: OnboardingStatus;
  readonly round: number;
  /** The latest submission, withdrawn or not: what partners see as the current one. */
  readonly current: Submission | null;
  /** The submission that is judged now or was judged last; answers are added to this one. */
  readonly evidence: Submission | null;
  readonly roundStart: RoundStart | null;
  readonly processingSince: string | null;
  readonly referral: Referral | null;
  readonly answers: readonly PendingAnswer[];
  readonly requirements: readonly Requirement[];
  readonly checks: readonly Check[];
  readonly decision: Decision | null;
  readonly decisions: readonly Decision[];
  readonly pending: PendingDecision | null;
  /** Ids of all decisions that ever waited for confirmation. */
  readonly proposals: readonly string[];
  readonly reverification: Reverification | null;
  /** The due date that the partner was reminded of last. */
  readonly remindedOf: string | null;
}

/** A case begins with its customer: nothing submitted, nothing asked. */
export function newCase(
  identity: Pick<CaseState, 'caseId' | 'customerId' | 'partnerId' | 'customerType'>,
): CaseState {
  return {
    ...identity,
    control: 'NONE',
    stage: 'DRAFT',
    round: 0,
    current: null,
    evidence: null,
    roundStart: null,
    processingSince: null,
    referral: null,
    answers: [],
    requirements: [],
    checks: [],
    decision: null,
    decisions: [],
    pending: null,
    proposals: [],
    reverification: null,
    remindedOf: null,
  };
}

/** The round is in processing and people have no say in it yet. */
export function isWithRules(state: CaseState): boolean {
  return state.stage === 'PROCESSING' && state.referral === null && state.control !== 'CLOSED';
}

/** Open requirements that stop the round until the partner answers them. */
export function blockingOpen(requirements: readonly Requirement[]): Requirement[] {
  return requirements.filter(
    (one) => one.status === 'OPEN' && one.severity === 'BLOCKING' && one.awaiting === 'PARTNER',
  );
}
