import type { DecisionReason, Retryability, SandboxOutcome } from '@oceafin/contracts';
import type { SubmissionForm } from '../forms';
import type { DocumentFiles, RequirementDraft, RuleSet } from '../rules';

export const CHECK_TYPES = [
  'COMPLETENESS',
  'DOCUMENTS',
  'IDENTITY',
  'AGE',
  'COUNTRY',
  'POLITICAL_EXPOSURE',
  'SCREENING',
  'DUPLICATE',
  'RISK',
] as const;
export type CheckType = (typeof CHECK_TYPES)[number];

export type CheckVerdict = 'PASS' | 'FAIL' | 'REFER' | 'UNAVAILABLE';
export type Mode = 'sandbox' | 'live';

export interface CheckInput {
  readonly form: SubmissionForm;
  readonly files: DocumentFiles;
  readonly rules: RuleSet;
  readonly now: Date;
  /** The day by which documents expire that a re-verification asked others for. */
  readonly renewBy?: string | null;
  /** The partner's other customers that are the same person or company. */
  readonly sameAs?: readonly string[];
  /** Hits on persons of the form that people found to be false before. */
  readonly dismissed?: readonly { readonly pointer: string; readonly entryId: string }[];
  /** Sandbox only: what the simulated provider plays. */
  readonly sandboxOutcome?: SandboxOutcome;
}

export interface CheckResult {
  readonly type: CheckType;
  readonly verdict: CheckVerdict;
  /** Codes that explain the verdict; internal, never personal data. */
  readonly reasons: readonly string[];
  /** Where the verdict comes from: provider, versions, pointers, scores; never personal data. */
  readonly evidence: { readonly provider: string; readonly rulesVersion: string } & Readonly<
    Record<string, unknown>
  >;
}

export interface Check {
  readonly type: CheckType;
  run(input: CheckInput): Promise<CheckResult>;
}

/** What a case went through before, as far as the sandbox must know it to act once only. */
export interface DecisionHistory {
  /** Keys of all requirements ever raised in the case. */
  readonly raisedKeys: readonly string[];
  /** How often the case was rejected before. */
  readonly rejections: number;
}

export interface DecisionInput {
  readonly checks: readonly CheckResult[];
  readonly form: SubmissionForm;
  readonly files: DocumentFiles;
  readonly rules: RuleSet;
  readonly now: Date;
  readonly renewBy?: string | null;
  readonly mode: Mode;
  readonly sandboxOutcome: SandboxOutcome;
  readonly round: number;
  readonly history: DecisionHistory;
}

export type PolicyDecision =
  | { readonly kind: 'APPROVE' }
  | {
      readonly kind: 'REJECT';
      readonly reasons: readonly DecisionReason[];
      readonly retryability: Retryability;
      readonly internalReasons: readonly string[];
    }
  | { readonly kind: 'REQUEST_INFO'; readonly requirements: readonly RequirementDraft[] }
  /** People decide. */
  | { readonly kind: 'REFER'; readonly internalReasons: readonly string[] }
  /** Checks that can't say yet; run them again later. */
  | { readonly kind: 'WAIT'; readonly checks: readonly CheckType[] };
