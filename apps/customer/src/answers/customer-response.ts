import {
  CUSTOMER_STATUSES,
  CUSTOMER_TYPES,
  type CustomerStatus,
  type CustomerType,
} from '@oceafin/contracts';
import { Instant, Integer, NestedList, StringMap, Text, Uuid, Word } from '@oceafin/platform';
import type { CustomerView } from '../ports';

/** Answer of a creation: exactly these six members. */
export class CreatedCustomerResponse {
  @Uuid()
  customerId: string;

  @Text({ max: 128 })
  partnerCustomerRef: string;

  @Word(CUSTOMER_TYPES)
  customerType: CustomerType;

  @Word(CUSTOMER_STATUSES)
  status: CustomerStatus;

  @Instant()
  createdAt: string;

  @Instant({ description: 'Moves with the status and with every change by the partner.' })
  updatedAt: string;
}

/** A customer in full. */
export class CustomerResponse extends CreatedCustomerResponse {
  @Text()
  displayName: string;

  @StringMap()
  metadata: Record<string, string>;

  @Integer({ min: 1, description: "The timeline's latest sequence." })
  sequence: number;
}

/** One page of customers. */
export class CustomerPageResponse {
  @NestedList(() => CustomerResponse, { min: 0 })
  data: CustomerResponse[];

  @Text({ max: 1000, nullable: true })
  nextCursor: string | null;
}

export function createdCustomerResponse(
  view: Pick<CustomerView, keyof CreatedCustomerResponse>,
): CreatedCustomerResponse {
  const { customerId, partnerCustomerRef, customerType, status, createdAt, updatedAt } = view;
  return { customerId, partnerCustomerRef, customerType, status, createdAt, updatedAt };
}

export function customerResponse(view: CustomerView): CustomerResponse {
  const { displayName, metadata, sequence } = view;
  return { ...createdCustomerResponse(view), displayName, metadata, sequence };
}
