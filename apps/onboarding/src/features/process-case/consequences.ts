import type { CheckResult, PolicyDecision } from '../../checks';
import type { CaseCommand, CaseState } from '../../domain';
import type { SubmissionForm } from '../../forms';
import { draftRequirement, type RequirementDraft, type RuleSet } from '../../rules';

/** An attestation is void when what it was given for has changed: the partner gives another. */
export function attestedAnew(
  form: SubmissionForm,
  rules: RuleSet,
  others: readonly RequirementDraft[],
): PolicyDecision {
  const wish = { code: 'ATTESTATION_REQUIRED' as const, pointer: '/partnerAttestation' };
  const attestation = draftRequirement(wish, form, rules);
  if (!attestation) throw new Error('an attestation can not be asked for');
  return { kind: 'REQUEST_INFO', requirements: [attestation, ...others] };
}

/** A check that is run again is recorded again only when it says something else. */
export function recorded(state: CaseState, results: readonly CheckResult[]): CaseCommand[] {
  const known = new Map(state.checks.map((one) => [one.type, one.verdict]));
  const checks = results
    .filter((one) => known.get(one.type) !== one.verdict)
    .map(({ type, verdict, reasons, evidence }) => ({ type, verdict, reasons, evidence }));
  return checks.length > 0 ? [{ type: 'RecordChecks', checks }] : [];
}

/** What the case is told of a judgement. */
export function commandsOf(policy: PolicyDecision, advisory: readonly RequirementDraft[]): CaseCommand[] {
  switch (policy.kind) {
    case 'APPROVE':
      return [
        {
          type: 'DecideByRules',
          outcome: 'APPROVE',
          reasons: [],
          retryability: null,
          internalReasons: [],
          drafts: advisory,
        },
      ];
    case 'REJECT': {
      const { reasons, retryability, internalReasons } = policy;
      return [
        {
          type: 'DecideByRules',
          outcome: 'REJECT',
          reasons,
          retryability,
          internalReasons,
          drafts: advisory,
        },
      ];
    }
    case 'REQUEST_INFO':
      return [{ type: 'RaiseRequirements', origin: 'RULES', drafts: policy.requirements, operator: null }];
    case 'REFER':
      return [{ type: 'Refer', why: policy.internalReasons, drafts: advisory }];
    case 'WAIT':
      return [];
  }
}
