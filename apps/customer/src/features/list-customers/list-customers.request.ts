import {
  CUSTOMER_STATUSES,
  CUSTOMER_TYPES,
  type CustomerStatus,
  type CustomerType,
} from '@oceafin/contracts';
import { PageQuery } from '@oceafin/partner-access';
import { Instant, Text, Word } from '@oceafin/platform';

export class ListCustomersRequest extends PageQuery {
  /** Any text that may be asked for: one that no customer can have finds nothing. */
  @Text({ max: 128, trim: false, optional: true })
  partnerCustomerRef?: string;

  @Word(CUSTOMER_STATUSES, { optional: true })
  status?: CustomerStatus;

  @Word(CUSTOMER_TYPES, { optional: true })
  customerType?: CustomerType;

  @Instant({ optional: true, description: 'Inclusive.' })
  updatedSince?: string;
}
