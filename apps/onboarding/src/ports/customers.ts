import type { CustomerStatus, CustomerType, SandboxOutcome } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';

export interface Customer {
  readonly customerId: string;
  readonly partnerId: string;
  readonly partnerCustomerRef: string;
  readonly customerType: CustomerType;
  readonly sandboxOutcome: SandboxOutcome | null;
  /** As the customer app last told it. */
  readonly status: CustomerStatus;
  readonly createdAt: string;
}

/** Projection of the customer app's events. */
export abstract class Customers {
  abstract get(tx: EntityManager, customerId: string): Promise<Customer | null>;
  abstract put(tx: EntityManager, customer: Customer): Promise<void>;
  abstract setStatus(tx: EntityManager, customerId: string, status: CustomerStatus): Promise<void>;
}
