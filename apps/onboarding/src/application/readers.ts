import type { OperatorRole } from '@oceafin/contracts';

/** Every role may look; the audit log remembers that it did. */
export const READERS: readonly OperatorRole[] = [
  'REVIEWER',
  'SENIOR_REVIEWER',
  'COMPLIANCE_OFFICER',
  'AUDITOR',
];
