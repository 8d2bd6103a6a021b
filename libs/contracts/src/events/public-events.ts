import type { TSchema } from '@sinclair/typebox';
import type { PublicEventType } from '../vocabulary';
import {
  DETAILS,
  type PublicEventDetails,
  type PublicEventPayload,
  type ResourceType,
} from './public-payload';

interface Details {
  readonly schema: Readonly<Record<string, TSchema>>;
  readonly golden: PublicEventDetails;
}

interface PublicEvent {
  readonly description: string;
  readonly resourceType: ResourceType;
  readonly data: Details;
}

const customerId = '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11';
const submissionId = '77b0a6a4-5c0a-4f7e-a2b6-3f8b8b9c0d01';
const fileAssetId = '6c9f4c0e-52d1-4a65-8c5e-7b4b9b1b0a01';

const { sequence, status, round, requirements, reasons, retryability } = DETAILS;
const always = { sequence, status };
const inRound = { ...always, submissionId: DETAILS.submissionId, round };

const goldenRound = { submissionId, round: 1 };
const goldenRequirement = {
  requirementId: '3e2a4c71-9a1b-4c4d-8e8f-1b2c3d4e5f01',
  code: 'DOCUMENT_REQUIRED' as const,
  pointer: '/supportingDocuments',
  severity: 'BLOCKING' as const,
  dueAt: '2026-07-28T00:00:00.000Z',
};
const raised = { added: [goldenRequirement], removed: [], changed: [] };
const goldenFile = {
  fileAssetId,
  documentType: 'PASSPORT' as const,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

/** `data` by kind of event: section 7 of the contract, and nothing more. */
const plain = (golden: PublicEventDetails): Details => ({ schema: always, golden });
const ofRound = (golden: PublicEventDetails): Details => ({
  schema: inRound,
  golden: { ...golden, ...goldenRound },
});
const ofRequirements = (golden: PublicEventDetails): Details => ({
  schema: { ...inRound, requirements },
  golden: { ...golden, ...goldenRound },
});
const ofDecision = (golden: PublicEventDetails): Details => ({
  schema: { ...inRound, reasons, retryability },
  golden: { ...golden, ...goldenRound },
});
const ofFile = (golden: PublicEventDetails): Details => {
  const { documentType, sha256, reason } = DETAILS;
  return {
    schema: { ...always, fileAssetId: DETAILS.fileAssetId, documentType, sha256, reason },
    golden: { ...golden, ...goldenFile },
  };
};

const customer = (description: string, golden: PublicEventDetails): PublicEvent => ({
  description,
  resourceType: 'CUSTOMER',
  data: plain(golden),
});
const submission = (description: string, data: Details): PublicEvent => ({
  description,
  resourceType: 'SUBMISSION',
  data,
});
const file = (description: string, golden: PublicEventDetails): PublicEvent => ({
  description,
  resourceType: 'FILE',
  data: ofFile(golden),
});

/** What each public event says. Onboarding's and the files' may be told while a control masks the status. */
export const PUBLIC_EVENTS: Readonly<Record<PublicEventType, PublicEvent>> = {
  'customer.created': customer('The customer was created.', { sequence: 1, status: 'DRAFT' }),
  'customer.onboarding.submitted': submission(
    'A round of evidence was accepted for processing.',
    ofRound({ sequence: 3, status: 'SUBMITTED' }),
  ),
  'customer.onboarding.processing': submission(
    'The round is being judged.',
    ofRound({ sequence: 4, status: 'PROCESSING' }),
  ),
  'customer.onboarding.missing_info_required': submission(
    'The partner must answer requirements; `requirements` says which were added, removed and changed.',
    ofRequirements({ sequence: 5, status: 'MISSING_INFO_REQUIRED', requirements: raised }),
  ),
  'customer.onboarding.requirements_updated': submission(
    'Answers were accepted, or the open requirements changed.',
    ofRequirements({
      sequence: 6,
      status: 'MISSING_INFO_REQUIRED',
      requirements: { added: [], removed: [], changed: [goldenRequirement] },
    }),
  ),
  'customer.onboarding.requirements_due': submission(
    'A reminder: open requirements are due soon. Nothing changed.',
    ofRound({ sequence: 6, status: 'MISSING_INFO_REQUIRED' }),
  ),
  'customer.onboarding.approved': submission(
    'The customer was approved.',
    ofDecision({ sequence: 5, status: 'APPROVED', reasons: [], retryability: null }),
  ),
  'customer.onboarding.rejected': submission(
    'The customer was rejected, or a final rejection was reopened and may now be retried.',
    ofDecision({
      sequence: 5,
      status: 'REJECTED',
      reasons: [{ code: 'AGE_BELOW_MINIMUM' }],
      retryability: 'RETRYABLE',
    }),
  ),
  'customer.onboarding.withdrawn': submission(
    'The partner withdrew the round; the customer is back where the round began.',
    ofRound({ sequence: 4, status: 'DRAFT' }),
  ),
  'customer.onboarding.reverification_required': submission(
    'An approved customer must be verified again.',
    ofRequirements({ sequence: 7, status: 'APPROVED', requirements: raised }),
  ),
  'customer.onboarding.reverification_completed': submission(
    'The re-verification was passed; the customer is APPROVED.',
    ofRound({ sequence: 10, status: 'APPROVED' }),
  ),
  'customer.suspended': customer('Platform controls suspended the customer.', {
    sequence: 6,
    status: 'SUSPENDED',
  }),
  'customer.reinstated': customer('The suspension ended; the customer shows what onboarding says now.', {
    sequence: 7,
    status: 'APPROVED',
  }),
  'customer.closed': customer('The customer was closed, for good.', { sequence: 8, status: 'CLOSED' }),
  'customer.file.available': file('A file was scanned and found clean, or a clean one was linked.', {
    sequence: 2,
    status: 'DRAFT',
    reason: null,
  }),
  'customer.file.rejected': file('A file was scanned and rejected.', {
    sequence: 2,
    status: 'DRAFT',
    reason: 'FILE_CORRUPT',
  }),
};

export function publicGolden(
  eventType: PublicEventType,
  resourceType: ResourceType,
  data: PublicEventDetails,
): PublicEventPayload {
  const resources = { CUSTOMER: customerId, SUBMISSION: submissionId, FILE: fileAssetId };
  return {
    eventId: '4f3b5d82-0b2c-4d5e-9f90-2c3d4e5f6a01',
    eventType,
    customer: { customerId, partnerCustomerRef: 'cust-100001' },
    resource: { resourceType, resourceId: resources[resourceType] },
    occurredAt: '2026-06-28T00:00:00.000Z',
    data,
  };
}
