import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type HistoryEntry, type SandboxOutcome, TOPICS } from '@oceafin/contracts';
import { type AppendedEvent, Outbox } from '@oceafin/messaging';
import type { EntityManager } from 'typeorm';
import { type Customer, type CustomerInput, decide, evolve } from '../domain';
import {
  type CustomerIdentity,
  type CustomerKey,
  type CustomerProfile,
  CustomerStore,
  type NewCustomer,
} from '../ports';
import { announcements } from './announcements';

/** What an input left behind. */
export interface Recorded {
  readonly identity: CustomerIdentity;
  readonly customer: Customer;
  /** The customer's mark, its last version on this app's topic; null when the input added no entry. */
  readonly version: number | null;
}

/** The partner has no customer with that id. */
export class UnknownCustomerError extends Error {
  constructor(customerId: string) {
    super(`There is no customer ${customerId} of this partner.`);
    this.name = 'UnknownCustomerError';
  }
}

/**
 * The sequencer: the only writer of customers' histories. History row, projections and outbox rows go
 * into the caller's transaction, one customer's folds one after the other.
 */
@Injectable()
export class Ledger {
  constructor(
    private readonly store: CustomerStore,
    private readonly outbox: Outbox,
  ) {}

  /** Creates the customer and begins its history; null where the partner has one with that ref. */
  async open(
    tx: EntityManager,
    newCustomer: NewCustomer,
    sandboxOutcome: SandboxOutcome | null,
  ): Promise<Recorded | null> {
    const createdAt = await this.store.insert(tx, newCustomer);
    if (createdAt === null) return null;
    const { customerId, partnerId, partnerCustomerRef, customerType } = newCustomer;
    const identity = { customerId, partnerId, partnerCustomerRef, customerType };
    const entries = decide(
      null,
      { kind: 'create', customerId, partnerCustomerRef },
      { eventId: randomUUID(), at: createdAt },
    );
    return this.write(tx, identity, createdAt, null, entries, sandboxOutcome);
  }

  /**
   * Locks the customer and adds what the input leads to. `judge` sees the locked customer's profile before its status
   * is looked at: it throws what is to be said first, and what it returns is handed back as `judged`.
   * @throws UnknownCustomerError, ActionNotAllowedError, IllegalFactError
   */
  async record<J>(
    tx: EntityManager,
    key: CustomerKey,
    input: CustomerInput,
    judge?: (profile: CustomerProfile) => J,
  ): Promise<Recorded & { readonly judged?: J }> {
    const locked = await this.store.lock(tx, key);
    if (!locked) throw new UnknownCustomerError(key.customerId);
    const judged = judge?.(locked.profile);
    const entries = decide(locked.customer, input, { eventId: randomUUID(), at: locked.now });
    const { identity, createdAt, customer } = locked;
    return { ...(await this.write(tx, identity, createdAt, customer, entries, null)), judged };
  }

  /** The customer's mark as it stands. */
  version(tx: EntityManager, customerId: string): Promise<number> {
    return this.outbox.version(tx, TOPICS.customer.name, customerId);
  }

  private async write(
    tx: EntityManager,
    identity: CustomerIdentity,
    createdAt: string,
    before: Customer | null,
    entries: readonly HistoryEntry[],
    sandboxOutcome: SandboxOutcome | null,
  ): Promise<Recorded> {
    let customer = before;
    let appended: AppendedEvent[] = [];
    for (const entry of entries) {
      customer = evolve(customer, entry);
      await this.store.append(tx, identity, createdAt, entry, customer);
      appended = await this.outbox.append(tx, announcements(identity, entry, customer, sandboxOutcome));
    }
    const mark = appended.find((event) => event.topic === TOPICS.customer.name);
    if (!customer) throw new Error('An input before the creation left no entry.');
    return { identity, customer, version: mark?.version ?? null };
  }
}
