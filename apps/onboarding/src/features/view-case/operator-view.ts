import type { CaseState, Decision, PendingDecision, ViewedFile } from '../../domain';
import { documentsView, requirementView } from '../../domain';
import type { DeskCase, HistoryLine } from '../../ports/case-desk';
import type { SubmissionRecord } from '../../ports/evidence';
import type { SubmissionForm } from '../../forms';

export interface Beside {
  readonly submission: (SubmissionRecord & { readonly form: SubmissionForm }) | null;
  readonly files: ReadonlyMap<string, ViewedFile>;
  readonly history: readonly HistoryLine[];
}

/** A case as operators see it: internal reasons, screening and what rules left it to people for included. */
export function operatorView(row: DeskCase, state: CaseState, beside: Beside): object {
  const { submission, files, history } = beside;
  return {
    ...row,
    evidence: submission && {
      submissionId: submission.submissionId,
      round: submission.round,
      submittedAt: submission.submittedAt,
      evidenceDigest: submission.evidenceDigest,
      submission: submission.form,
    },
    documents: documentsView(state, files),
    checks: state.checks.map(({ checkId, type, verdict, reasons, evidence, disposition, at }) => ({
      ...{ checkId, type, status: verdict, reasons, evidence, disposition: disposition ?? null, at },
    })),
    requirements: state.requirements.map(requirementView),
    decisions: [...state.decisions.map(decided), ...(state.pending ? [proposed(state.pending)] : [])],
    history,
  };
}

function decided(one: Decision): object {
  const { decisionId, outcome, reasons, retryability, internalReasons, decidedBy, confirmedBy, decidedAt } =
    one;
  return {
    decisionId,
    decision: outcome === 'APPROVED' ? 'APPROVE' : 'REJECT',
    status: 'APPLIED',
    ...{ reasons, retryability, internalReasons },
    decidedBy: decidedBy === 'RULES' ? 'RULES' : decidedBy.name,
    confirmedBy: confirmedBy?.name ?? null,
    decidedAt,
  };
}

function proposed(one: PendingDecision): object {
  const { decisionId, kind, reasons, retryability, internalReasons, proposedBy, proposedAt } = one;
  return {
    ...{
      decisionId,
      decision: kind,
      status: 'AWAITING_CONFIRMATION',
      reasons,
      retryability,
      internalReasons,
    },
    decidedBy: proposedBy.name,
    confirmedBy: null,
    decidedAt: proposedAt,
  };
}
