import { FILE_QUOTA, type CustomerControl } from './file-asset';
import type { CustomerType } from '@oceafin/contracts';

/** Why a customer may not get another file, if so: what is wrong with the body comes before the customer's state. */
export type Refusal = 'QUOTA_EXCEEDED' | Exclude<CustomerControl, 'NONE'>;

export function refusalToAdd(
  customer: { customerType: CustomerType; control: CustomerControl },
  filesSoFar: number,
): Refusal | undefined {
  if (filesSoFar >= FILE_QUOTA[customer.customerType]) return 'QUOTA_EXCEEDED';
  return customer.control === 'NONE' ? undefined : customer.control;
}
