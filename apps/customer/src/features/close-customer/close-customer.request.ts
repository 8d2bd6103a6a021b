import { Text } from '@oceafin/platform';

export class CloseCustomerRequest {
  @Text({ max: 1000, optional: true, description: 'Kept with the customer; in no answer and no event.' })
  reason?: string;
}
