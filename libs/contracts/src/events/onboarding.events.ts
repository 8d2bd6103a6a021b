import { Type } from '@sinclair/typebox';
import { appEvent, type EventData } from '../define-event';
import {
  CUSTOMER_TYPES,
  DECISION_REASONS,
  Instant,
  ONBOARDING_STATUSES,
  RequirementRef,
  RequirementsDiff,
  RETRYABILITIES,
  Sha256,
  Uuid,
  words,
} from '../vocabulary';

/** Every onboarding event says which round it is about and what onboarding says now. */
const round = {
  customerId: Uuid,
  partnerId: Uuid,
  caseId: Uuid,
  submissionId: Uuid,
  round: Type.Integer({ minimum: 1 }),
  status: words(ONBOARDING_STATUSES, 'the onboarding status after this event'),
  at: Instant,
};

const goldenRound = {
  customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
  partnerId: '0b9c5a52-7c0f-4f0a-9e63-51b7a4b1a001',
  caseId: '1c7e1d0a-6c55-4b7e-8a52-9f6f0b6f0c01',
  submissionId: '77b0a6a4-5c0a-4f7e-a2b6-3f8b8b9c0d01',
  round: 1,
  at: '2026-06-28T00:00:00.000Z',
};

const DecisionReasons = Type.Array(
  Type.Object({ code: words(DECISION_REASONS) }, { additionalProperties: false }),
);

export const CustomerSubmitted = appEvent('onboarding', {
  name: 'CustomerSubmitted',
  version: 1,
  description:
    'A round of evidence was accepted for processing, by a submission or by the last missing answer.',
  schema: Type.Object(
    {
      ...round,
      customerType: words(CUSTOMER_TYPES),
      evidenceDigest: Sha256,
      files: Type.Array(Type.Object({ fileAssetId: Uuid, sha256: Sha256 }, { additionalProperties: false }), {
        description: 'every file asset that the evidence names',
      }),
      cause: words(['SUBMISSION', 'ADDITIONAL_INFO']),
      reverification: Type.Boolean({
        description: 'true when the customer stays APPROVED while this round is judged',
      }),
    },
    { additionalProperties: false },
  ),
  golden: {
    ...goldenRound,
    status: 'SUBMITTED' as const,
    customerType: 'INDIVIDUAL' as const,
    evidenceDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    files: [
      {
        fileAssetId: '6c9f4c0e-52d1-4a65-8c5e-7b4b9b1b0a01',
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
    ],
    cause: 'SUBMISSION' as const,
    reverification: false,
  },
});
export type CustomerSubmitted = EventData<typeof CustomerSubmitted>;

export const ProcessingStarted = appEvent('onboarding', {
  name: 'ProcessingStarted',
  version: 1,
  description: 'The round is being judged.',
  schema: Type.Object(round, { additionalProperties: false }),
  golden: { ...goldenRound, status: 'PROCESSING' as const },
});
export type ProcessingStarted = EventData<typeof ProcessingStarted>;

export const CheckCompleted = appEvent('onboarding', {
  name: 'CheckCompleted',
  version: 1,
  description: 'A check that partners may know of has a verdict. Screening is never told.',
  schema: Type.Object(
    {
      ...round,
      checkId: Uuid,
      type: words(['COMPLETENESS', 'DOCUMENTS', 'IDENTITY']),
      verdict: words(['PASS', 'FAIL', 'REFER', 'UNAVAILABLE']),
    },
    { additionalProperties: false },
  ),
  golden: {
    ...goldenRound,
    status: 'PROCESSING' as const,
    checkId: '2d1f3b60-8f0a-4b3c-9d7e-0a1b2c3d4e01',
    type: 'COMPLETENESS' as const,
    verdict: 'PASS' as const,
  },
});
export type CheckCompleted = EventData<typeof CheckCompleted>;

export const MissingInfoRequired = appEvent('onboarding', {
  name: 'MissingInfoRequired',
  version: 1,
  description: 'The set of open requirements changed and the partner must act.',
  schema: Type.Object({ ...round, requirements: RequirementsDiff }, { additionalProperties: false }),
  golden: {
    ...goldenRound,
    status: 'MISSING_INFO_REQUIRED' as const,
    requirements: {
      added: [
        {
          requirementId: '3e2a4c71-9a1b-4c4d-8e8f-1b2c3d4e5f01',
          code: 'DOCUMENT_REQUIRED' as const,
          pointer: '/supportingDocuments',
          severity: 'BLOCKING' as const,
          dueAt: '2026-07-28T00:00:00.000Z',
        },
      ],
      removed: [],
      changed: [],
    },
  },
});
export type MissingInfoRequired = EventData<typeof MissingInfoRequired>;

export const MissingInfoAnswered = appEvent('onboarding', {
  name: 'MissingInfoAnswered',
  version: 1,
  description: 'The partner answered some open requirements; the rest stay open.',
  schema: Type.Object(
    { ...round, requirements: RequirementsDiff, openRequirements: Type.Integer({ minimum: 0 }) },
    { additionalProperties: false },
  ),
  golden: {
    ...goldenRound,
    status: 'MISSING_INFO_REQUIRED' as const,
    requirements: {
      added: [],
      removed: [],
      changed: [
        {
          requirementId: '3e2a4c71-9a1b-4c4d-8e8f-1b2c3d4e5f01',
          code: 'DOCUMENT_REQUIRED' as const,
          pointer: '/supportingDocuments',
          severity: 'BLOCKING' as const,
          dueAt: null,
        },
      ],
    },
    openRequirements: 1,
  },
});
export type MissingInfoAnswered = EventData<typeof MissingInfoAnswered>;

export const SubmissionWithdrawn = appEvent('onboarding', {
  name: 'SubmissionWithdrawn',
  version: 1,
  description: 'The partner withdrew the round; the case is back where the round began (`status`).',
  schema: Type.Object(round, { additionalProperties: false }),
  golden: { ...goldenRound, status: 'DRAFT' as const },
});
export type SubmissionWithdrawn = EventData<typeof SubmissionWithdrawn>;

export const CustomerApproved = appEvent('onboarding', {
  name: 'CustomerApproved',
  version: 1,
  description: 'The round was decided: approved.',
  schema: Type.Object(
    { ...round, reasons: DecisionReasons, reverification: Type.Boolean() },
    { additionalProperties: false },
  ),
  golden: { ...goldenRound, status: 'APPROVED' as const, reasons: [], reverification: false },
});
export type CustomerApproved = EventData<typeof CustomerApproved>;

export const CustomerRejected = appEvent('onboarding', {
  name: 'CustomerRejected',
  version: 1,
  description: 'The round was decided: rejected. Reasons are those that partners may see.',
  schema: Type.Object(
    { ...round, reasons: DecisionReasons, retryability: words(RETRYABILITIES) },
    { additionalProperties: false },
  ),
  golden: {
    ...goldenRound,
    status: 'REJECTED' as const,
    reasons: [{ code: 'AGE_BELOW_MINIMUM' as const }],
    retryability: 'RETRYABLE' as const,
  },
});
export type CustomerRejected = EventData<typeof CustomerRejected>;

export const ReverificationRequired = appEvent('onboarding', {
  name: 'ReverificationRequired',
  version: 1,
  description: 'An approved customer must be verified again, by `dueAt` or, where it is null, at once.',
  schema: Type.Object(
    { ...round, requirements: RequirementsDiff, dueAt: Type.Union([Instant, Type.Null()]) },
    { additionalProperties: false },
  ),
  golden: {
    ...goldenRound,
    status: 'APPROVED' as const,
    requirements: { added: [], removed: [], changed: [] },
    dueAt: '2026-07-28T00:00:00.000Z',
  },
});
export type ReverificationRequired = EventData<typeof ReverificationRequired>;

export const RequirementsDue = appEvent('onboarding', {
  name: 'RequirementsDue',
  version: 1,
  description: 'A reminder: these requirements still await the partner and are due soon. It changes nothing.',
  schema: Type.Object(
    {
      ...round,
      dueAt: Instant,
      requirements: Type.Array(RequirementRef, { description: 'all that are open and due at `dueAt`' }),
    },
    { additionalProperties: false },
  ),
  golden: {
    ...goldenRound,
    status: 'MISSING_INFO_REQUIRED' as const,
    dueAt: '2026-07-28T00:00:00.000Z',
    requirements: [
      {
        requirementId: '3e2a4c71-9a1b-4c4d-8e8f-1b2c3d4e5f01',
        code: 'DOCUMENT_REQUIRED' as const,
        pointer: '/supportingDocuments',
        severity: 'BLOCKING' as const,
        dueAt: '2026-07-28T00:00:00.000Z',
      },
    ],
  },
});
export type RequirementsDue = EventData<typeof RequirementsDue>;

export const ONBOARDING_EVENTS = [
  CustomerSubmitted,
  ProcessingStarted,
  CheckCompleted,
  MissingInfoRequired,
  MissingInfoAnswered,
  SubmissionWithdrawn,
  CustomerApproved,
  CustomerRejected,
  ReverificationRequired,
  RequirementsDue,
] as const;
