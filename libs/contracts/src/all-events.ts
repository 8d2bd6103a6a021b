import type { EventContract } from './define-event';
import { CUSTOMER_EVENTS } from './events/customer.events';
import { FILE_EVENTS } from './events/file.events';
import { ONBOARDING_EVENTS } from './events/onboarding.events';
import { CustomerState, PARTNER_EVENTS } from './events/partner.events';

/** Every event of the product: the source of AsyncAPI, of validation and of the catalogue. */
export const ALL_EVENTS: readonly EventContract[] = [
  ...CUSTOMER_EVENTS,
  ...FILE_EVENTS,
  ...ONBOARDING_EVENTS,
  ...Object.values(PARTNER_EVENTS),
  CustomerState,
];
