import {
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  decide,
  evolve,
  type Ground,
  newCase,
  type OperatorRef,
  type RequirementDraft,
} from '.';

export const EMPTY: CaseState = newCase({
  caseId: '1c7e1d0a-6c55-4b7e-8a52-9f6f0b6f0c01',
  customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
  partnerId: '0b9c5a52-7c0f-4f0a-9e63-51b7a4b1a001',
  customerType: 'INDIVIDUAL',
});

/** Time and ids that count up: the same commands give the same events. */
export function countingGround(): Ground {
  let ticks = 0;
  const next = (): number => (ticks += 1);
  return {
    get at() {
      return new Date(Date.UTC(2026, 0, 1) + next() * 1000).toISOString();
    },
    newId: () => `id-${next()}`,
    requirementId: (key) => `requirement-${key}`,
  };
}

export interface Run {
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
}

/** Carries out the commands, one after the other, from `start`. */
export function run(commands: readonly CaseCommand[], start = EMPTY, ground = countingGround()): Run {
  let state = start;
  const events: CaseEvent[] = [];
  for (const command of commands) {
    for (const event of decide(state, command, ground)) {
      state = evolve(state, event);
      events.push(event);
    }
  }
  return { state, events };
}

export function draft(key: string, over: Partial<RequirementDraft> = {}): RequirementDraft {
  return {
    key,
    code: 'DOCUMENT_REQUIRED',
    pointer: '/supportingDocuments',
    subject: { type: 'CUSTOMER', ref: null },
    title: 'Proof of address',
    detail: 'Upload one.',
    kind: 'DOCUMENT',
    answerSchema: { type: 'object' },
    severity: 'BLOCKING',
    dueDays: 30,
    ...over,
  };
}

const digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const rita: OperatorRef = { subject: 'rita', name: 'Rita' };
export const sam: OperatorRef = { subject: 'sam', name: 'Sam' };

export const submit: CaseCommand = {
  type: 'Submit',
  customerType: 'INDIVIDUAL',
  evidenceDigest: digest,
  files: [
    { fileAssetId: 'file-1', documentType: 'PASSPORT', pointer: '/supportingDocuments/0', sha256: digest },
  ],
  expiresOn: null,
};
export const start: CaseCommand = { type: 'StartProcessing' };
export const withdraw: CaseCommand = { type: 'Withdraw' };
export const refer: CaseCommand = { type: 'Refer', why: ['REVIEW'], drafts: [] };
export const raiseA: CaseCommand = {
  type: 'RaiseRequirements',
  origin: 'RULES',
  drafts: [draft('a')],
  operator: null,
};
export const raiseAB: CaseCommand = { ...raiseA, drafts: [draft('a'), draft('b')] };
const verdict = { internalReasons: [], drafts: [] };
export const approve: CaseCommand = {
  type: 'DecideByRules',
  ...{ ...verdict, outcome: 'APPROVE', reasons: [], retryability: null },
};
export const reject = (retryability: 'RETRYABLE' | 'FINAL'): CaseCommand => ({
  type: 'DecideByRules',
  ...{ ...verdict, outcome: 'REJECT', reasons: ['ONBOARDING_DECLINED'], retryability },
});
export const byOperator = (
  operator: OperatorRef,
  outcome: 'APPROVE' | 'REJECT',
  retryability: 'RETRYABLE' | 'FINAL' | null = null,
): CaseCommand => ({
  type: 'DecideByOperator',
  ...{ outcome, reasons: [], retryability, internalReasons: ['OTHER'], operator },
});
export const answer = (...keys: string[]): CaseCommand => ({
  type: 'Answer',
  answers: keys.map((key) => ({ requirementId: `requirement-${key}`, answerId: `answer-${key}` })),
  completed: { evidenceDigest: digest, files: [], expiresOn: null },
});
export const control = (to: CaseState['control']): CaseCommand => ({ type: 'SetControl', control: to });
export const recordChecks = (verdict: 'PASS' | 'FAIL' | 'REFER', type = 'IDENTITY'): CaseCommand => ({
  type: 'RecordChecks',
  checks: [{ type, verdict, reasons: [], evidence: {} }],
});
