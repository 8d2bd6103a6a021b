import { Type, type Static, type TUnsafe } from '@sinclair/typebox';

/** A closed list of words as JSON Schema, `{ type: 'string', enum }`, with a precise static type. */
export function words<T extends string>(values: readonly T[], description?: string): TUnsafe<T> {
  return Type.Unsafe<T>({ ...(description ? { description } : {}), type: 'string', enum: [...values] });
}

export const CUSTOMER_TYPES = ['INDIVIDUAL', 'CORPORATE'] as const;
export type CustomerType = (typeof CUSTOMER_TYPES)[number];

export const CUSTOMER_STATUSES = [
  'DRAFT',
  'SUBMITTED',
  'PROCESSING',
  'MISSING_INFO_REQUIRED',
  'APPROVED',
  'REJECTED',
  'SUSPENDED',
  'CLOSED',
] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

/** What onboarding alone can say; controls (SUSPENDED, CLOSED) belong to the customer app. */
export const ONBOARDING_STATUSES = [
  'DRAFT',
  'SUBMITTED',
  'PROCESSING',
  'MISSING_INFO_REQUIRED',
  'APPROVED',
  'REJECTED',
] as const;
export type OnboardingStatus = (typeof ONBOARDING_STATUSES)[number];

export const FILE_STATUSES = ['PENDING_SCAN', 'AVAILABLE', 'REJECTED'] as const;
export type FileStatus = (typeof FILE_STATUSES)[number];

export const FILE_REJECTION_REASONS = [
  'MALWARE_DETECTED',
  'FILE_ENCRYPTED',
  'FILE_CORRUPT',
  'FILE_ACTIVE_CONTENT',
  'FILE_CONTENT_MISMATCH',
  'FILE_BOMB',
] as const;
export type FileRejectionReason = (typeof FILE_REJECTION_REASONS)[number];

export const DOCUMENT_TYPES = [
  'PASSPORT',
  'NATIONAL_ID',
  'DRIVING_LICENCE',
  'RESIDENCE_PERMIT',
  'SELFIE',
  'PROOF_OF_ADDRESS',
  'SOURCE_OF_FUNDS',
  'SOURCE_OF_WEALTH',
  'BANK_STATEMENT',
  'CERTIFICATE_OF_INCORPORATION',
  'ARTICLES_OF_ASSOCIATION',
  'SHAREHOLDER_REGISTER',
  'DIRECTOR_REGISTER',
  'BOARD_RESOLUTION',
  'BUSINESS_LICENCE',
  'TAX_CERTIFICATE',
  'OTHER',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

export const REQUIREMENT_CODES = [
  'DOCUMENT_REQUIRED',
  'DOCUMENT_EXPIRED',
  'DOCUMENT_REJECTED',
  'DOCUMENT_UNREADABLE',
  'DOCUMENT_MISMATCH',
  'FIELD_CLARIFICATION',
  'RELATED_PERSON_REQUIRED',
  'OWNERSHIP_UNEXPLAINED',
  'REVERIFICATION',
  'ATTESTATION_REQUIRED',
] as const;
export type RequirementCode = (typeof REQUIREMENT_CODES)[number];

/** Decision reasons that partners may see. Internal reasons never leave the onboarding app. */
export const DECISION_REASONS = [
  'AGE_BELOW_MINIMUM',
  'IDENTITY_NOT_VERIFIED',
  'UNSUPPORTED_COUNTRY',
  'DUPLICATE_CUSTOMER',
  'INFORMATION_NOT_PROVIDED',
  'ONBOARDING_DECLINED',
] as const;
export type DecisionReason = (typeof DECISION_REASONS)[number];

export const CONTROL_REASONS = ['PLATFORM_CONTROL', 'PARTNER_REQUEST'] as const;
export type ControlReason = (typeof CONTROL_REASONS)[number];

export const RETRYABILITIES = ['RETRYABLE', 'FINAL'] as const;
export type Retryability = (typeof RETRYABILITIES)[number];

export const SANDBOX_OUTCOMES = [
  'approve',
  'reject_final',
  'reject_retryable',
  'failed_check',
  'missing_document',
  'missing_data',
  'review',
] as const;
export type SandboxOutcome = (typeof SANDBOX_OUTCOMES)[number];

export const SCOPES = [
  'customers:read',
  'customers:write',
  'files:read',
  'files:write',
  'onboarding:read',
  'onboarding:write',
  'events:read',
  'webhooks:manage',
] as const;
export type Scope = (typeof SCOPES)[number];

export const PRODUCTS = ['ONBOARDING'] as const;
export type Product = (typeof PRODUCTS)[number];

export const OPERATOR_ROLES = ['REVIEWER', 'SENIOR_REVIEWER', 'COMPLIANCE_OFFICER', 'AUDITOR'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** Public event types of section 7: the same on the timeline, the Kafka feed and webhooks. */
export const PUBLIC_EVENT_TYPES = [
  'customer.created',
  'customer.onboarding.submitted',
  'customer.onboarding.processing',
  'customer.onboarding.missing_info_required',
  'customer.onboarding.requirements_updated',
  'customer.onboarding.requirements_due',
  'customer.onboarding.approved',
  'customer.onboarding.rejected',
  'customer.onboarding.withdrawn',
  'customer.onboarding.reverification_required',
  'customer.onboarding.reverification_completed',
  'customer.suspended',
  'customer.reinstated',
  'customer.closed',
  'customer.file.available',
  'customer.file.rejected',
] as const;
export type PublicEventType = (typeof PUBLIC_EVENT_TYPES)[number];

export const Uuid = Type.String({ format: 'uuid' });
export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339, UTC, milliseconds' });
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const Reasons = Type.Array(Type.Object({ code: Type.String() }, { additionalProperties: false }));

export const RequirementRef = Type.Object(
  {
    requirementId: Uuid,
    code: words(REQUIREMENT_CODES),
    pointer: Type.String({ description: 'RFC 6901 pointer into the submission' }),
    severity: words(['BLOCKING', 'ADVISORY']),
    dueAt: Type.Union([Instant, Type.Null()]),
  },
  { additionalProperties: false },
);
export type RequirementRef = Static<typeof RequirementRef>;

export const RequirementsDiff = Type.Object(
  {
    added: Type.Array(RequirementRef),
    removed: Type.Array(RequirementRef),
    changed: Type.Array(RequirementRef),
  },
  { additionalProperties: false, description: 'how the open requirements changed' },
);
export type RequirementsDiff = Static<typeof RequirementsDiff>;
