import type { SandboxOutcome } from '@oceafin/contracts';
import type { SubmissionForm } from '../forms';
import type { Check, CheckInput, CheckResult, DecisionInput, Mode, PolicyDecision } from './checks.types';

export * from './checks.types';

/** The checks of a deployment: sandbox brings the fictional screening list and the simulated identity provider. */
export declare function checksFor(mode: Mode): Check[];
/** Runs all checks at once, each within `timeoutMs`; one that throws or is late is UNAVAILABLE. */
export declare function runChecks(
  checks: readonly Check[],
  input: CheckInput,
  timeoutMs?: number,
): Promise<CheckResult[]>;
/** What follows from the checks. Pure. */
export declare function decidePolicy(input: DecisionInput): PolicyDecision;
/** `metadata.sandboxOutcome` of a customer as an outcome; `approve` for anything unknown. */
export declare function sandboxOutcomeOf(
  metadata: Readonly<Record<string, string>> | undefined,
): SandboxOutcome;
/** Lowercase hex SHA-256 over the RFC 8785 form of the evidence and the digest of each of its files. */
export declare function evidenceDigest(
  form: SubmissionForm,
  files: readonly { fileAssetId: string; sha256: string }[],
): string;
