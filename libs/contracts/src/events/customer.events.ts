import { Type, type Static } from '@sinclair/typebox';
import { appEvent, type EventData } from '../define-event';
import { goldenOperatorAct, operatorAct } from '../operator-act';
import {
  CUSTOMER_STATUSES,
  CUSTOMER_TYPES,
  Instant,
  ONBOARDING_STATUSES,
  type OnboardingStatus,
  PUBLIC_EVENT_TYPES,
  Reasons,
  SANDBOX_OUTCOMES,
  Uuid,
  words,
} from '../vocabulary';
import { PUBLIC_EVENTS, publicGolden } from './public-events';
import { PublicEventPayload } from './public-payload';

const StatusOrNull = Type.Union([words(CUSTOMER_STATUSES), Type.Null()]);

/** One line of a customer's public history; `sequence` counts 1, 2, 3 … without gaps. */
export const HistoryEntry = Type.Object(
  {
    sequence: Type.Integer({ minimum: 1 }),
    eventId: Uuid,
    eventType: words(PUBLIC_EVENT_TYPES),
    from: StatusOrNull,
    to: StatusOrNull,
    reasons: Reasons,
    onboardingStatus: words(
      ONBOARDING_STATUSES,
      'what onboarding says after this entry, also where a control masks it',
    ),
    at: Instant,
    payload: Type.Unsafe<PublicEventPayload>({
      ...PublicEventPayload,
      description: 'what partners are told: the event of the public feed',
    }),
  },
  { additionalProperties: false },
);
export type HistoryEntry = Static<typeof HistoryEntry>;

const customer = { customerId: Uuid, partnerId: Uuid, entry: HistoryEntry };

const customerId = '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11';
const partnerId = '0b9c5a52-7c0f-4f0a-9e63-51b7a4b1a001';

function golden(
  sequence: number,
  eventType: HistoryEntry['eventType'],
  from: HistoryEntry['from'],
  to: HistoryEntry['to'],
  status: NonNullable<HistoryEntry['to']>,
  reasons: HistoryEntry['reasons'] = [],
  onboardingStatus: OnboardingStatus = 'APPROVED',
): { customerId: string; partnerId: string; entry: HistoryEntry } {
  const { resourceType, data } = PUBLIC_EVENTS[eventType];
  const payload = publicGolden(eventType, resourceType, { ...data.golden, sequence, status });
  const { eventId, occurredAt: at } = payload;
  return {
    customerId,
    partnerId,
    entry: { sequence, eventId, eventType, from, to, reasons, onboardingStatus, at, payload },
  };
}

export const CustomerCreated = appEvent('customer', {
  name: 'CustomerCreated',
  version: 1,
  description: 'A partner created a customer: the first entry of its history.',
  schema: Type.Object(
    {
      ...customer,
      partnerCustomerRef: Type.String(),
      customerType: words(CUSTOMER_TYPES),
      sandboxOutcome: Type.Union([words(SANDBOX_OUTCOMES), Type.Null()], {
        description: 'what the sandbox does once checks are clear; null in live or where not asked for',
      }),
    },
    { additionalProperties: false },
  ),
  golden: {
    ...golden(1, 'customer.created', null, 'DRAFT', 'DRAFT', [], 'DRAFT'),
    partnerCustomerRef: 'cust-100001',
    customerType: 'INDIVIDUAL' as const,
    sandboxOutcome: null,
  },
});
export type CustomerCreated = EventData<typeof CustomerCreated>;

export const CustomerStatusChanged = appEvent('customer', {
  name: 'CustomerStatusChanged',
  version: 1,
  description: 'Onboarding moved the customer to another status.',
  schema: Type.Object(customer, { additionalProperties: false }),
  golden: golden(2, 'customer.onboarding.submitted', 'DRAFT', 'SUBMITTED', 'SUBMITTED', [], 'SUBMITTED'),
});
export type CustomerStatusChanged = EventData<typeof CustomerStatusChanged>;

export const CustomerActivityRecorded = appEvent('customer', {
  name: 'CustomerActivityRecorded',
  version: 1,
  description: 'A public event of the customer that changed no status, such as a file becoming available.',
  schema: Type.Object(customer, { additionalProperties: false }),
  golden: golden(2, 'customer.file.available', null, null, 'DRAFT', [], 'DRAFT'),
});
export type CustomerActivityRecorded = EventData<typeof CustomerActivityRecorded>;

export const CustomerSuspended = appEvent('customer', {
  name: 'CustomerSuspended',
  version: 1,
  description: 'Platform controls suspended the customer; the onboarding status is masked, not erased.',
  schema: Type.Object(customer, { additionalProperties: false }),
  golden: golden(6, 'customer.suspended', 'APPROVED', 'SUSPENDED', 'SUSPENDED', [
    { code: 'PLATFORM_CONTROL' },
  ]),
});
export type CustomerSuspended = EventData<typeof CustomerSuspended>;

export const CustomerReinstated = appEvent('customer', {
  name: 'CustomerReinstated',
  version: 1,
  description: 'The suspension ended; the customer shows what onboarding says now.',
  schema: Type.Object(customer, { additionalProperties: false }),
  golden: golden(7, 'customer.reinstated', 'SUSPENDED', 'APPROVED', 'APPROVED', [
    { code: 'PLATFORM_CONTROL' },
  ]),
});
export type CustomerReinstated = EventData<typeof CustomerReinstated>;

export const CustomerClosed = appEvent('customer', {
  name: 'CustomerClosed',
  version: 1,
  description: 'The customer was closed, for good.',
  schema: Type.Object(customer, { additionalProperties: false }),
  golden: golden(8, 'customer.closed', 'APPROVED', 'CLOSED', 'CLOSED', [{ code: 'PARTNER_REQUEST' }]),
});
export type CustomerClosed = EventData<typeof CustomerClosed>;

export const CustomerOperatorActed = appEvent('customer', {
  name: 'OperatorActed',
  version: 1,
  description: 'An operator controlled the customer; for the audit log.',
  schema: Type.Object(operatorAct, { additionalProperties: false }),
  golden: goldenOperatorAct,
});
export type CustomerOperatorActed = EventData<typeof CustomerOperatorActed>;

export const CUSTOMER_EVENTS = [
  CustomerCreated,
  CustomerStatusChanged,
  CustomerActivityRecorded,
  CustomerSuspended,
  CustomerReinstated,
  CustomerClosed,
  CustomerOperatorActed,
] as const;
