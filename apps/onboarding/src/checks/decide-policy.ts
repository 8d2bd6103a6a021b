import { isKyb } from '../forms';
import {
  draftRequirement,
  evaluateCompleteness,
  type RequirementDraft,
  type RequirementWish,
} from '../rules';
import type { CheckResult, DecisionInput, PolicyDecision } from './checks.types';

/** Checks that will say more later by themselves; the others wait for people. */
const PASSING_HINDRANCES = new Set(['SCAN_PENDING', 'TIMED_OUT', 'CHECK_FAILED']);

/** What follows from the checks: first what is certain, then what is missing, then what people must see. */
export function decidePolicy(input: DecisionInput): PolicyDecision {
  const { checks, form, files, rules, now, renewBy } = input;
  const rejection = checks
    .filter(({ verdict }) => verdict === 'FAIL')
    .flatMap(({ type }) => rules.rejections.filter(({ check }) => check === type))
    .map(({ reason }) => reason);
  if (rejection.length > 0) {
    return { kind: 'REJECT', reasons: rejection, retryability: 'RETRYABLE', internalReasons: [] };
  }
  const requirements = evaluateCompleteness(form, files, rules, now, renewBy);
  if (requirements.some((one) => one.severity === 'BLOCKING')) return { kind: 'REQUEST_INFO', requirements };
  const waiting = checks.filter(isHindered);
  if (waiting.length > 0) return { kind: 'WAIT', checks: waiting.map(({ type }) => type) };
  const unclear = checks.filter(({ verdict }) => verdict !== 'PASS');
  if (unclear.length > 0) return { kind: 'REFER', internalReasons: reasonsOf(unclear) };
  return input.mode === 'sandbox' ? sandboxDecision(input, requirements) : { kind: 'APPROVE' };
}

function isHindered({ verdict, reasons }: CheckResult): boolean {
  return verdict === 'UNAVAILABLE' && reasons.some((reason) => PASSING_HINDRANCES.has(reason));
}

function reasonsOf(checks: readonly CheckResult[]): string[] {
  return [...new Set(checks.flatMap(({ type, verdict, reasons }) => [`${type}_${verdict}`, ...reasons]))];
}

/** Every check is clear: the customer's sandboxOutcome decides. */
function sandboxDecision(input: DecisionInput, advisory: readonly RequirementDraft[]): PolicyDecision {
  const { sandboxOutcome, history } = input;
  switch (sandboxOutcome) {
    case 'reject_final':
      return declined('FINAL');
    case 'reject_retryable':
      return history.rejections === 0 ? declined('RETRYABLE') : { kind: 'APPROVE' };
    case 'missing_document':
      return askOnce(input, advisory, {
        code: 'DOCUMENT_REQUIRED',
        pointer: '/supportingDocuments',
        documentTypes: ['PROOF_OF_ADDRESS'],
      });
    case 'missing_data':
      return askOnce(input, advisory, {
        code: 'FIELD_CLARIFICATION',
        pointer: isKyb(input.form)
          ? '/additionalCorporationDetails/descriptionOfBusiness'
          : '/additionalPersonalDetails/occupation',
      });
    case 'review':
    case 'failed_check':
      return { kind: 'REFER', internalReasons: [`SANDBOX_${sandboxOutcome.toUpperCase()}`] };
    case 'approve':
      return { kind: 'APPROVE' };
  }
}

function declined(retryability: 'FINAL' | 'RETRYABLE'): PolicyDecision {
  return {
    kind: 'REJECT',
    reasons: ['ONBOARDING_DECLINED'],
    retryability,
    internalReasons: ['SANDBOX_OUTCOME'],
  };
}

function askOnce(
  { form, rules, history }: DecisionInput,
  advisory: readonly RequirementDraft[],
  wish: RequirementWish,
): PolicyDecision {
  const requirement = draftRequirement(wish, form, rules);
  if (!requirement || history.raisedKeys.includes(requirement.key)) return { kind: 'APPROVE' };
  return { kind: 'REQUEST_INFO', requirements: [requirement, ...advisory] };
}
