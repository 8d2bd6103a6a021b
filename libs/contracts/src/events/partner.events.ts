import { Type, type Static } from '@sinclair/typebox';
import type { EventContract } from '../define-event';
import { TOPICS } from '../topics';
import {
  CUSTOMER_STATUSES,
  CUSTOMER_TYPES,
  Instant,
  PUBLIC_EVENT_TYPES,
  type PublicEventType,
  Uuid,
  words,
} from '../vocabulary';
import { PUBLIC_EVENTS, publicGolden } from './public-events';
import { PublicEventPayload } from './public-payload';

/** The public Kafka feed: one contract per public event type, `com.oceafin.partner.<eventType>.v1`. */
export const PARTNER_EVENTS = Object.fromEntries(
  PUBLIC_EVENT_TYPES.map((eventType) => [eventType, publicEvent(eventType)]),
) as Record<PublicEventType, EventContract>;

function publicEvent(eventType: PublicEventType): EventContract {
  const { description, resourceType, data } = PUBLIC_EVENTS[eventType];
  return {
    name: eventType,
    type: `com.oceafin.partner.${eventType}.v1`,
    source: '/oceafin/partner',
    dataschema: `https://api.oceafin.com/schemas/partner/${eventType}.v1.json`,
    topic: TOPICS.partner.name,
    description,
    schema: Type.Object(
      {
        ...PublicEventPayload.properties,
        eventType: words([eventType]),
        resource: Type.Object(
          { resourceType: words([resourceType]), resourceId: Uuid },
          { additionalProperties: false },
        ),
        data: Type.Object(data.schema, { additionalProperties: false }),
      },
      { additionalProperties: false },
    ),
    golden: publicGolden(eventType, resourceType, data.golden),
  };
}

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
  compacted: true,
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
