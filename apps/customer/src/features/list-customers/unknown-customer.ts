import { Problem } from '@oceafin/platform';
import type { ListCustomersRequest } from './list-customers.request';

/** Until somebody has looked at what holds the customer back, asking each second is no use. */
const RETRY_AFTER_SECONDS = '30';

/** The next customer of the list can't be told truthfully now; `Link` leads on past it. */
export function unknownCustomer(customerId: string, query: ListCustomersRequest, cursor: string): Problem {
  const { partnerCustomerRef, status, customerType, updatedSince, limit } = query;
  const next = Object.entries({ partnerCustomerRef, status, customerType, updatedSince, limit, cursor })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return new Problem('PARTNER_PROCESSING_UNAVAILABLE', {
    detail: `Customer ${customerId}, the next of this list, is still being processed; retry later, or go on after it by Link.`,
    headers: {
      'Retry-After': RETRY_AFTER_SECONDS,
      Link: `</partner/v1/customers?${next}>; rel="next"`,
    },
  });
}
