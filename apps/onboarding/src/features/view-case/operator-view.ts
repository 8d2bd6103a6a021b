import type { CaseState, Decision, Notes, PendingDecision } from '../../domain';
import { documentsView, requirementView } from '../../domain';
import type { DeskCase, HistoryLine } from '../../ports/case-desk';
import type { SubmissionRecord } from '../../ports/evidence';
import type { FileAsset } from '../../ports/file-assets';
import type { SubmissionForm } from '../../forms';

export interface Beside {
  readonly submission: (SubmissionRecord & { readonly form: SubmissionForm }) | null;
  readonly files: ReadonlyMap<string, FileAsset>;
  readonly history: readonly HistoryLine[];
  readonly notes: Notes;
}

/** A case as operators see it: internal reasons, screening and what rules left it to people for included. */
export function operatorView(row: DeskCase, state: CaseState, beside: Beside): object {
  const { submission, files, history, notes } = beside;
  return {
    ...row,
    evidence: submission && {
      submissionId: submission.submissionId,
      round: submission.round,
      submittedAt: submission.submittedAt,
      evidenceDigest: submission.evidenceDigest,
      submission: submission.form,
    },
    documents: documentsView(state, files).map((one) => ({
      ...one,
      uploadedAs: files.get(one.fileAssetId)?.documentType ?? null,
    })),
    checks: state.checks.map(({ checkId, type, verdict, reasons, evidence, disposition, at }) => ({
      ...{ checkId, type, status: verdict, reasons, evidence, disposition: disposition ?? null, at },
    })),
    requirements: state.requirements.map((one) => requirementView(one, notes)),
    decisions: [
      ...state.decisions.map((one) => decided(one, notes)),
      ...(state.pending ? [proposed(state.pending, notes)] : []),
    ],
    history,
  };
}

function decided(one: Decision, notes: Notes): object {
  const { decisionId, outcome, reasons, retryability, internalReasons, decidedBy, confirmedBy, decidedAt } =
    one;
  return {
    decisionId,
    decision: outcome === 'APPROVED' ? 'APPROVE' : 'REJECT',
    status: 'APPLIED',
    ...{ reasons, retryability, internalReasons },
    rationale: notes.get(decisionId) ?? null,
    decidedBy: decidedBy === 'RULES' ? 'RULES' : decidedBy.name,
    confirmedBy: confirmedBy?.name ?? null,
    decidedAt,
  };
}

function proposed(one: PendingDecision, notes: Notes): object {
  const { decisionId, kind, reasons, retryability, internalReasons, proposedBy, proposedAt } = one;
  return {
    ...{
      decisionId,
      decision: kind,
      status: 'AWAITING_CONFIRMATION',
      reasons,
      retryability,
      internalReasons,
      rationale: notes.get(decisionId) ?? null,
    },
    decidedBy: proposedBy.name,
    confirmedBy: null,
    decidedAt: proposedAt,
  };
}
