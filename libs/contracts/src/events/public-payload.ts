import { Type, type Static } from '@sinclair/typebox';
import {
  CUSTOMER_STATUSES,
  DOCUMENT_TYPES,
  FILE_REJECTION_REASONS,
  Instant,
  PUBLIC_EVENT_TYPES,
  Reasons,
  RequirementsDiff,
  RETRYABILITIES,
  Sha256,
  Uuid,
  words,
} from '../vocabulary';

/** Every member that `data` of a public event may have; which of them one type has is in PUBLIC_EVENTS. */
export const DETAILS = {
  sequence: Type.Integer({
    minimum: 1,
    description: 'number in the customer timeline: 1, 2, 3 … without gaps',
  }),
  status: words(CUSTOMER_STATUSES, 'what the customer shows after this event'),
  submissionId: Uuid,
  round: Type.Integer({ minimum: 1 }),
  requirements: RequirementsDiff,
  reasons: Reasons,
  retryability: Type.Union([words(RETRYABILITIES), Type.Null()], { description: 'null for an approval' }),
  fileAssetId: Uuid,
  documentType: words(DOCUMENT_TYPES),
  sha256: Sha256,
  reason: Type.Union([words(FILE_REJECTION_REASONS), Type.Null()], {
    description: 'why a file was rejected; null for an available one',
  }),
};

/** `data` of any public event: `sequence` and `status` always, the rest by event type. */
export const PublicEventDetails = Type.Object(
  {
    sequence: DETAILS.sequence,
    status: DETAILS.status,
    submissionId: Type.Optional(DETAILS.submissionId),
    round: Type.Optional(DETAILS.round),
    requirements: Type.Optional(DETAILS.requirements),
    reasons: Type.Optional(DETAILS.reasons),
    retryability: Type.Optional(DETAILS.retryability),
    fileAssetId: Type.Optional(DETAILS.fileAssetId),
    documentType: Type.Optional(DETAILS.documentType),
    sha256: Type.Optional(DETAILS.sha256),
    reason: Type.Optional(DETAILS.reason),
  },
  { additionalProperties: false },
);
export type PublicEventDetails = Static<typeof PublicEventDetails>;

export const RESOURCE_TYPES = ['CUSTOMER', 'SUBMISSION', 'FILE'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** The one payload of the Kafka feed, webhooks and the events API. */
export const PublicEventPayload = Type.Object(
  {
    eventId: Uuid,
    eventType: words(PUBLIC_EVENT_TYPES),
    customer: Type.Object(
      {
        customerId: Uuid,
        partnerCustomerRef: Type.String({ description: "the partner's own word; holds no personal data" }),
      },
      { additionalProperties: false },
    ),
    resource: Type.Object(
      { resourceType: words(RESOURCE_TYPES), resourceId: Uuid },
      { additionalProperties: false },
    ),
    occurredAt: Instant,
    data: PublicEventDetails,
  },
  { additionalProperties: false },
);
export type PublicEventPayload = Static<typeof PublicEventPayload>;
