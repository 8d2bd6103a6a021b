import { type DocumentType, REASON_TEXTS, type FileStatus } from '@oceafin/contracts';
import type { CaseState, Decision, Requirement } from './case-state';
import { awaitingOf, expectedDecisionAt, publicStatusOf } from './case-status';
import { isShownCheck, SHOWN_CHECKS } from './contract-events';

/** What the view must know of a file. */
export interface ViewedFile {
  readonly status: FileStatus | 'DELETED';
  readonly reason: string | null;
}

/** What operators wrote, by note id. */
export type Notes = ReadonlyMap<string, string>;

const NO_NOTES: Notes = new Map();

/** The ids of all notes that the case's requirements show. */
export function notesOf(state: CaseState): string[] {
  return state.requirements.flatMap((one) => one.noteId ?? []);
}

/** A requirement exactly as partners see it. */
export function requirementView(one: Requirement, notes = NO_NOTES): object {
  const { requirementId, code, pointer, subject, title, kind, answerSchema, anyOf } = one;
  const detail = (one.noteId && notes.get(one.noteId)) ?? one.detail;
  const { severity, awaiting, dueAt, raisedAt, status, history } = one;
  return {
    ...{ requirementId, code, pointer, subject, title, detail, kind, answerSchema },
    ...(anyOf ? { anyOf } : {}),
    ...{ severity, awaiting, dueAt, raisedAt, status, history },
  };
}

function decisionView({ outcome, reasons, retryability, decidedAt }: Decision): object {
  return {
    outcome,
    reasons: reasons.map((code) => ({ code, detail: REASON_TEXTS[code] })),
    retryability,
    decidedAt,
  };
}

/** Of checks only those that tip nobody off; the ones still to come are PENDING. */
function checksView(state: CaseState): object[] {
  const judging = state.stage === 'SUBMITTED' || state.stage === 'PROCESSING';
  const known = new Map(
    state.checks.filter((one) => isShownCheck(one.type)).map((one) => [one.type, one.verdict]),
  );
  return SHOWN_CHECKS.filter((type) => judging || known.has(type)).map((type) => ({
    type,
    status: known.get(type) ?? 'PENDING',
  }));
}

/** A document as the submission declares it, which is what was attested, with the state of its file. */
export interface DocumentView {
  readonly fileAssetId: string;
  readonly documentType: DocumentType;
  readonly pointer: string;
  readonly status: FileStatus;
  readonly reason: string | null;
}

/** The documents of the evidence with the state of their files. */
export function documentsView(
  state: CaseState,
  files: ReadonlyMap<string, ViewedFile>,
): readonly DocumentView[] {
  return (state.evidence?.files ?? []).map(({ fileAssetId, documentType, pointer }) => {
    const file = files.get(fileAssetId);
    const status = !file || file.status === 'DELETED' ? 'REJECTED' : file.status;
    return { fileAssetId, documentType, pointer, status, reason: file?.reason ?? null };
  });
}

/** The case exactly as partners see it: section 6 of the contract. */
export function caseView(state: CaseState, files: ReadonlyMap<string, ViewedFile>, notes: Notes): object {
  const { reverification, decision } = state;
  return {
    customerId: state.customerId,
    status: publicStatusOf(state),
    round: state.round,
    submissionId: state.current?.submissionId ?? null,
    submittedAt: state.current?.submittedAt ?? null,
    awaiting: awaitingOf(state),
    expectedDecisionAt: expectedDecisionAt(state),
    requirements: state.requirements.map((one) => requirementView(one, notes)),
    checks: checksView(state),
    decision: decision && decisionView(decision),
    documents: documentsView(state, files),
    reverification: reverification && {
      openedAt: reverification.openedAt,
      dueAt: reverification.dueAt,
      stage: state.stage === 'MISSING_INFO_REQUIRED' ? 'AWAITING_PARTNER' : 'PROCESSING',
    },
  };
}
