import type { CustomerStatus, SandboxOutcome } from '@oceafin/contracts';

export const KINDS = ['individual', 'corporate'] as const;
export type Kind = (typeof KINDS)[number];

/** What `metadata.sandboxOutcome` asks for: the statuses a customer passes through, and who must act on the way. */
export interface ExpectedPath {
  readonly statuses: readonly CustomerStatus[];
  readonly operator: boolean;
  /** Of the last decision, where it is a rejection. */
  readonly retryability?: 'FINAL';
}

const round: readonly CustomerStatus[] = ['SUBMITTED', 'PROCESSING'];
const straight: readonly CustomerStatus[] = ['DRAFT', ...round];

export const PATHS: Readonly<Record<SandboxOutcome, ExpectedPath>> = {
  approve: { statuses: [...straight, 'APPROVED'], operator: false },
  missing_document: {
    statuses: [...straight, 'MISSING_INFO_REQUIRED', ...round, 'APPROVED'],
    operator: false,
  },
  missing_data: { statuses: [...straight, 'MISSING_INFO_REQUIRED', ...round, 'APPROVED'], operator: false },
  reject_retryable: { statuses: [...straight, 'REJECTED', ...round, 'APPROVED'], operator: false },
  reject_final: { statuses: [...straight, 'REJECTED'], operator: false, retryability: 'FINAL' },
  failed_check: { statuses: [...straight, 'APPROVED'], operator: true },
  review: { statuses: [...straight, 'APPROVED'], operator: true },
};

/** What the journey shows when nobody asks for another outcome. */
export const DEFAULT_OUTCOMES: Readonly<Record<Kind, SandboxOutcome>> = {
  individual: 'missing_document',
  corporate: 'approve',
};
