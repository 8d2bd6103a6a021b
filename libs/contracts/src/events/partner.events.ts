import { Type, type Static } from '@sinclair/typebox';
import type { EventContract } from '../define-event';
import { TOPICS } from '../topics';
import {
  CUSTOMER_STATUSES,
  CUSTOMER_TYPES,
  DOCUMENT_TYPES,
  FILE_REJECTION_REASONS,
  Instant,
  PUBLIC_EVENT_TYPES,
  type PublicEventType,
  Reasons,
  RequirementsDiff,
  RETRYABILITIES,
  Sha256,
  Uuid,
  words,
} from '../vocabulary';

/** `data` of a public event: `sequence` and `status` always, the rest by event type. */
export const PublicEventDetails = Type.Object(
  {
    sequence: Type.Integer({ minimum: 1 }),
    status: words(CUSTOMER_STATUSES),
    submissionId: Type.Optional(Uuid),
    round: Type.Optional(Type.Integer({ minimum: 1 })),
    requirements: Type.Optional(RequirementsDiff),
    reasons: Type.Optional(Reasons),
    retryability: Type.Optional(Type.Union([words(RETRYABILITIES), Type.Null()])),
    fileAssetId: Type.Optional(Uuid),
    documentType: Type.Optional(words(DOCUMENT_TYPES)),
    sha256: Type.Optional(Sha256),
    reason: Type.Optional(Type.Union([words(FILE_REJECTION_REASONS), Type.Null()])),
  },
  { additionalProperties: false },
);
export type PublicEventDetails = Static<typeof PublicEventDetails>;

/** The one payload of the Kafka feed, webhooks and the events API. */
export const PublicEventPayload = Type.Object(
  {
    eventId: Uuid,
    eventType: words(PUBLIC_EVENT_TYPES),
    customer: Type.Object(
      { customerId: Uuid, partnerCustomerRef: Type.String() },
      { additionalProperties: false },
    ),
    resource: Type.Object(
      { resourceType: words(['CUSTOMER', 'SUBMISSION', 'FILE']), resourceId: Uuid },
      { additionalProperties: false },
    ),
    occurredAt: Instant,
    data: PublicEventDetails,
  },
  { additionalProperties: false },
);
export type PublicEventPayload = Static<typeof PublicEventPayload>;

const goldenPayload = (eventType: PublicEventType): PublicEventPayload => ({
  eventId: '4f3b5d82-0b2c-4d5e-9f90-2c3d4e5f6a01',
  eventType,
  customer: { customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11', partnerCustomerRef: 'cust-100001' },
  resource: { resourceType: 'CUSTOMER', resourceId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11' },
  occurredAt: '2026-06-28T00:00:00.000Z',
  data: { sequence: 1, status: 'DRAFT' },
});

/** The public Kafka feed: one contract per public event type, `com.oceafin.partner.<eventType>.v1`. */
export const PARTNER_EVENTS = Object.fromEntries(
  PUBLIC_EVENT_TYPES.map((eventType) => [
    eventType,
    {
      name: eventType,
      type: `com.oceafin.partner.${eventType}.v1`,
      source: '/oceafin/partner',
      dataschema: 'https://api.oceafin.com/schemas/partner/PublicEvent.v1.json',
      topic: TOPICS.partner.name,
      description: `Public event ${eventType}.`,
      schema: PublicEventPayload,
      golden: goldenPayload(eventType),
    },
  ]),
) as Record<PublicEventType, EventContract<typeof PublicEventPayload>>;

const CustomerStateData = Type.Object(
  {
    customerId: Uuid,
    partnerId: Uuid,
    partnerCustomerRef: Type.String(),
    customerType: words(CUSTOMER_TYPES),
    status: words(CUSTOMER_STATUSES),
    sequence: Type.Integer({ minimum: 1 }),
    updatedAt: Instant,
  },
  { additionalProperties: false },
);
export type CustomerStateData = Static<typeof CustomerStateData>;

/** Latest public state of a customer, on a compacted topic keyed by customerId. */
export const CustomerState: EventContract<typeof CustomerStateData> = {
  name: 'CustomerState',
  type: 'com.oceafin.customer.CustomerState.v1',
  source: '/oceafin/customer',
  dataschema: 'https://api.oceafin.com/schemas/customer/CustomerState.v1.json',
  topic: TOPICS.customerState.name,
  description: 'The latest public state of a customer; the last record of a key wins.',
  schema: CustomerStateData,
  golden: {
    customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
    partnerId: '0b9c5a52-7c0f-4f0a-9e63-51b7a4b1a001',
    partnerCustomerRef: 'cust-100001',
    customerType: 'INDIVIDUAL',
    status: 'APPROVED',
    sequence: 5,
    updatedAt: '2026-06-28T00:00:00.000Z',
  },
};
