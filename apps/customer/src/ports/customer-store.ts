import type { CustomerType, HistoryEntry } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { Customer } from '../domain';

/** A customer is always addressed together with the partner it belongs to. */
export interface CustomerKey {
  readonly customerId: string;
  readonly partnerId: string;
}

/** What a customer is from its creation to its end. */
export interface CustomerIdentity extends CustomerKey {
  readonly partnerCustomerRef: string;
  readonly customerType: CustomerType;
}

export interface NewCustomer extends CustomerIdentity {
  readonly displayName: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the partner may change. */
export interface CustomerProfile {
  readonly displayName: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A customer whose row is locked until the transaction ends. */
export interface LockedCustomer {
  readonly identity: CustomerIdentity;
  readonly profile: CustomerProfile;
  readonly customer: Customer;
  readonly createdAt: string;
  /** The database's clock when the row was read: RFC 3339, milliseconds. */
  readonly now: string;
}

/** The write side of the customer tables; every call joins the given transaction. */
export abstract class CustomerStore {
  /**
   * Inserts the customer unless the partner has one with that ref; waits for a racing insert to end.
   * @returns the creation time (RFC 3339, milliseconds), or null where one exists
   */
  abstract insert(tx: EntityManager, customer: NewCustomer): Promise<string | null>;

  /** Reads and locks a customer; null when the partner has none with that id. */
  abstract lock(tx: EntityManager, key: CustomerKey): Promise<LockedCustomer | null>;

  /** Appends an entry and moves the projections to `customer`, the fold including it. */
  abstract append(
    tx: EntityManager,
    identity: CustomerIdentity,
    createdAt: string,
    entry: HistoryEntry,
    customer: Customer,
  ): Promise<void>;

  /** Replaces the profile and moves `updatedAt`. */
  abstract saveProfile(tx: EntityManager, key: CustomerKey, profile: CustomerProfile): Promise<void>;

  /** Keeps the partner's own words about a closure. */
  abstract saveClosureNote(tx: EntityManager, key: CustomerKey, note: string): Promise<void>;

  /** The partner a customer belongs to; null when there is no such customer. Worker role only. */
  abstract partnerOf(tx: EntityManager, customerId: string): Promise<string | null>;
}
