import type { FileRejectionReason } from '@oceafin/contracts';
import type { Verdict } from './file-asset';

/** An inspection that died this often on the same bytes died of them. */
export const CRASHES_UNTIL_VERDICT = 3;

export const AVAILABLE: Verdict = { status: 'AVAILABLE', reason: null };

export function rejected(reason: FileRejectionReason): Verdict {
  return { status: 'REJECTED', reason };
}

/** One verdict from what the malware scanner and the inspection found; malware outweighs the rest. */
export function verdictOf(
  malware: 'CLEAN' | FileRejectionReason,
  structure: 'CLEAN' | FileRejectionReason,
): Verdict {
  const finding = [malware, structure].find((reason) => reason !== 'CLEAN');
  return finding === undefined ? AVAILABLE : rejected(finding);
}
