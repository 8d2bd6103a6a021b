import { documentsOf } from '../forms';
import { evaluateCompleteness, type RequirementDraft } from '../rules';
import { localResult } from './check-result';
import type { Check, CheckInput } from './checks.types';

const DOCUMENT_FAULTS: readonly RequirementDraft['code'][] = [
  'DOCUMENT_EXPIRED',
  'DOCUMENT_REJECTED',
  'DOCUMENT_UNREADABLE',
  'DOCUMENT_MISMATCH',
];

/** Blocking requirements about documents that are there and can't be used, or all the others. */
function blocking(input: CheckInput, aboutDocuments: boolean): RequirementDraft[] {
  const { form, files, rules, now, renewBy } = input;
  return evaluateCompleteness(form, files, rules, now, renewBy).filter(
    (one) => one.severity === 'BLOCKING' && DOCUMENT_FAULTS.includes(one.code) === aboutDocuments,
  );
}

function found(drafts: readonly RequirementDraft[]) {
  return { codes: drafts.map((one) => one.code), evidence: { pointers: drafts.map((one) => one.pointer) } };
}

function unscannedPointers({ form, files }: CheckInput): string[] {
  return documentsOf(form)
    .filter(({ document }) => {
      const status = files.get(document.fileAssetId)?.status;
      return status === undefined || status === 'PENDING_SCAN';
    })
    .map(({ pointer }) => pointer);
}

/** Whether everything that the rules ask for is there. */
export const completenessCheck: Check = {
  type: 'COMPLETENESS',
  run(input) {
    const { codes, evidence } = found(blocking(input, false));
    return Promise.resolve(
      localResult('COMPLETENESS', codes.length > 0 ? 'FAIL' : 'PASS', input, codes, evidence),
    );
  },
};

/** Whether the documents can be used: scanned, not rejected, not expired, not too old. */
export const documentsCheck: Check = {
  type: 'DOCUMENTS',
  run(input) {
    const { codes, evidence } = found(blocking(input, true));
    if (codes.length > 0) return Promise.resolve(localResult('DOCUMENTS', 'FAIL', input, codes, evidence));
    const unscanned = unscannedPointers(input);
    if (unscanned.length === 0) return Promise.resolve(localResult('DOCUMENTS', 'PASS', input));
    return Promise.resolve(
      localResult('DOCUMENTS', 'UNAVAILABLE', input, ['SCAN_PENDING'], { pointers: unscanned }),
    );
  },
};
