import {
  CustomerActivityRecorded,
  CustomerClosed,
  CustomerCreated,
  CustomerReinstated,
  CustomerState,
  CustomerStatusChanged,
  CustomerSuspended,
  type HistoryEntry,
  PARTNER_EVENTS,
  type SandboxOutcome,
} from '@oceafin/contracts';
import type { OutgoingEvent } from '@oceafin/messaging';
import type { Customer } from '../domain';
import type { CustomerIdentity } from '../ports';

/** Events of one history entry: for the other apps, for partners, and the compacted snapshot, in this order. */
export function announcements(
  identity: CustomerIdentity,
  entry: HistoryEntry,
  customer: Customer,
  sandboxOutcome: SandboxOutcome | null,
): OutgoingEvent[] {
  return [
    privateEvent(identity, entry, sandboxOutcome),
    {
      contract: PARTNER_EVENTS[entry.eventType],
      key: identity.customerId,
      id: entry.eventId,
      data: entry.payload,
      extensions: { sequence: String(entry.sequence), partnerid: identity.partnerId },
    },
    {
      contract: CustomerState,
      key: identity.customerId,
      data: {
        ...identity,
        status: customer.status,
        sequence: customer.sequence,
        updatedAt: customer.statusChangedAt,
      },
    },
  ];
}

function privateEvent(
  identity: CustomerIdentity,
  entry: HistoryEntry,
  sandboxOutcome: SandboxOutcome | null,
): OutgoingEvent {
  const { customerId, partnerId, partnerCustomerRef, customerType } = identity;
  const data = { customerId, partnerId, entry };
  const key = customerId;
  switch (entry.eventType) {
    case 'customer.created':
      return {
        contract: CustomerCreated,
        key,
        data: { ...data, partnerCustomerRef, customerType, sandboxOutcome },
      };
    case 'customer.suspended':
      return { contract: CustomerSuspended, key, data };
    case 'customer.reinstated':
      return { contract: CustomerReinstated, key, data };
    case 'customer.closed':
      return { contract: CustomerClosed, key, data };
    default:
      return { contract: entry.to === null ? CustomerActivityRecorded : CustomerStatusChanged, key, data };
  }
}
