import { CUSTOMER_STATUSES, type CustomerStatus } from '@oceafin/contracts';
import { PageQuery } from '@oceafin/partner-access';
import { Text, Uuid, Word } from '@oceafin/platform';

export class ListCasesRequest extends PageQuery {
  @Word(CUSTOMER_STATUSES, { optional: true }) status?: CustomerStatus;
  @Word(['PARTNER', 'OCEAFIN'], { optional: true }) awaiting?: 'PARTNER' | 'OCEAFIN';
  @Text({ max: 128, pattern: /^[\x21-\x7e]+$/, trim: false, optional: true }) partnerCustomerRef?: string;
  @Uuid({ optional: true }) customerId?: string;
}
