export interface DecisionView {
  readonly decisionId: string;
  readonly caseId: string;
  readonly decision: 'APPROVE' | 'REJECT' | 'REQUEST_INFO' | 'REOPEN';
  readonly status: 'APPLIED' | 'AWAITING_CONFIRMATION' | 'REFUSED';
  readonly decidedBy: string;
  readonly decidedAt: string;
}

/** A decision exactly as operators are answered it. */
export function decisionView(one: DecisionView): DecisionView {
  const { decisionId, caseId, decision, status, decidedBy, decidedAt } = one;
  return { decisionId, caseId, decision, status, decidedBy, decidedAt };
}
