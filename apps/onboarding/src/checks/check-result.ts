import type { CheckInput, CheckResult, CheckType, CheckVerdict } from './checks.types';

/** A result of a check that needs nobody but this process. */
export function localResult(
  type: CheckType,
  verdict: CheckVerdict,
  { rules }: Pick<CheckInput, 'rules'>,
  reasons: readonly string[] = [],
  evidence: Readonly<Record<string, unknown>> = {},
): CheckResult {
  return {
    type,
    verdict,
    reasons: [...new Set(reasons)],
    evidence: { provider: 'rules', ...evidence, rulesVersion: rules.version },
  };
}
