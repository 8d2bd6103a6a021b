import type { CustomerStatus, CustomerType, PublicEventType } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { CustomerKey } from './customer-store';

/** A customer as partners read it; times are RFC 3339 UTC with milliseconds. */
export interface CustomerView {
  readonly customerId: string;
  readonly partnerCustomerRef: string;
  readonly customerType: CustomerType;
  readonly status: CustomerStatus;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly displayName: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly sequence: number;
}

export interface CustomerFilters {
  readonly partnerCustomerRef?: string;
  readonly status?: CustomerStatus;
  readonly customerType?: CustomerType;
  /** Inclusive; RFC 3339. */
  readonly updatedSince?: string;
}

/** Where a page of customers begins: after this one. */
export type CustomerPosition = readonly [createdAt: string, customerId: string];

export interface TimelineRow {
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: PublicEventType;
  readonly from: CustomerStatus | null;
  readonly to: CustomerStatus | null;
  readonly reasons: readonly { readonly code: string }[];
  readonly at: string;
}

/** The read side of the customer tables; every call is one statement of the given transaction. */
export abstract class CustomerReader {
  abstract byId(tx: EntityManager, key: CustomerKey): Promise<CustomerView | null>;

  abstract byRef(
    tx: EntityManager,
    partnerId: string,
    partnerCustomerRef: string,
  ): Promise<CustomerView | null>;

  /** Up to `count` customers by createdAt then customerId, ascending; none at or beyond `before`. */
  abstract page(
    tx: EntityManager,
    partnerId: string,
    filters: CustomerFilters,
    after: CustomerPosition | null,
    count: number,
    before?: CustomerPosition | null,
  ): Promise<CustomerView[]>;

  /** The first position beyond `after` of these customers, of those that may be in a list with the filters. */
  abstract firstOf(
    tx: EntityManager,
    partnerId: string,
    customerIds: readonly string[],
    filters: CustomerFilters,
    after: CustomerPosition | null,
  ): Promise<CustomerPosition | null>;

  /** Up to `count` history entries with a sequence above `after`, ascending. */
  abstract timeline(
    tx: EntityManager,
    key: CustomerKey,
    after: number,
    count: number,
  ): Promise<TimelineRow[]>;
}
