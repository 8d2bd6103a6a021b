import { CUSTOMER_STATUSES, type CustomerStatus } from '@oceafin/contracts';
import { Text, Uuid, Word } from '@oceafin/platform';

export class ControlCustomerRequest {
  @Text({ max: 1000, multiline: true, description: 'Stays internal: the audit log alone keeps it.' })
  reason: string;
}

export class ControlCustomerResponse {
  @Uuid()
  customerId: string;

  @Word(CUSTOMER_STATUSES)
  status: CustomerStatus;
}
