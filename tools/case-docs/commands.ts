import type { CaseCommand, CaseState, RequirementDraft } from '../../apps/onboarding/src/domain';

const DIGEST = '0'.repeat(64);
const EVIDENCE = { evidenceDigest: DIGEST, files: [], expiresOn: null };
const rita = { subject: 'rita', name: 'rita' };
const sam = { subject: 'sam', name: 'sam' };

/** One question that blocks is enough: more of them lead nowhere else. */
const QUESTION: RequirementDraft = {
  key: 'question',
  code: 'FIELD_CLARIFICATION',
  pointer: '/personalDetails/firstName',
  subject: { type: 'CUSTOMER', ref: null },
  title: '',
  detail: '',
  kind: 'DATA',
  answerSchema: {},
  severity: 'BLOCKING',
  dueDays: 30,
};

const rejection = (retryability: 'RETRYABLE' | 'FINAL') =>
  ({ outcome: 'REJECT', reasons: ['ONBOARDING_DECLINED'], retryability, internalReasons: [] }) as const;
const approval = { outcome: 'APPROVE', reasons: [], retryability: null, internalReasons: [] } as const;

/** Every command of the domain but the customer app's controls, for a case that stands like this. */
export function commandsFor(state: CaseState, later: string): CaseCommand[] {
  const open = state.requirements.filter(({ status }) => status === 'OPEN');
  const answers = open.map(({ requirementId }) => ({ requirementId, answerId: requirementId }));
  const decisionId = state.pending?.decisionId ?? '';
  return [
    { type: 'Submit', customerType: state.customerType, ...EVIDENCE },
    ...(answers.length > 0 ? [{ type: 'Answer', answers, completed: EVIDENCE } as const] : []),
    { type: 'Withdraw' },
    { type: 'StartProcessing' },
    { type: 'RecordChecks', checks: [{ type: 'IDENTITY', verdict: 'PASS', reasons: [], evidence: {} }] },
    { type: 'RaiseRequirements', origin: 'RULES', drafts: [QUESTION], operator: null },
    { type: 'RaiseRequirements', origin: 'OPERATOR', drafts: [QUESTION], operator: rita },
    { type: 'Refer', why: [], drafts: [] },
    { type: 'DecideByRules', ...approval, drafts: [] },
    { type: 'DecideByRules', ...rejection('RETRYABLE'), drafts: [] },
    { type: 'DecideByOperator', ...approval, operator: rita },
    { type: 'DecideByOperator', ...rejection('RETRYABLE'), operator: rita },
    { type: 'DecideByOperator', ...rejection('FINAL'), operator: rita },
    { type: 'Confirm', decisionId, operator: sam },
    { type: 'Refuse', decisionId, operator: sam },
    { type: 'Reopen', operator: rita },
    { type: 'Reverify', origin: 'OPERATOR', dueAt: null, drafts: [QUESTION] },
    { type: 'Reverify', origin: 'OPERATOR', dueAt: later, drafts: [QUESTION] },
    { type: 'Remind' },
    { type: 'PassDueDate' },
  ];
}
