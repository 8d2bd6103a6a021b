import { Injectable } from '@nestjs/common';
import { type EventContext, MessagePermanentError } from '@oceafin/messaging';
import { type CustomerFact, IllegalFactError } from '../domain';
import { Ledger, UnknownCustomerError } from '../ledger/ledger';
import type { CustomerKey } from '../ports';

/** Folds a fact into its customer's history within the transaction that moves the inbox head. */
@Injectable()
export class FactRecorder {
  constructor(private readonly ledger: Ledger) {}

  /** @throws MessagePermanentError for a fact that no retry can make legal: its key is parked. */
  async record(
    context: EventContext,
    { customerId, partnerId }: CustomerKey,
    fact: CustomerFact,
  ): Promise<void> {
    try {
      await this.ledger.record(context.tx, { customerId, partnerId }, fact);
    } catch (error) {
      if (error instanceof IllegalFactError) throw new MessagePermanentError('ILLEGAL_FACT', error.message);
      if (error instanceof UnknownCustomerError) {
        throw new MessagePermanentError('UNKNOWN_CUSTOMER', error.message);
      }
      throw error;
    }
  }
}
