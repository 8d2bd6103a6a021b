import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { PARTNER_EVENTS, type PublicEventPayload } from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';

const PUBLIC_TYPES = Object.values(PARTNER_EVENTS).map(({ type }) => type);

/** Keeps this consumer's own copy of every customer. The row and the place in the feed move in one transaction. */
@Controller()
export class MirrorCustomerWhenPartnerEvent {
  @EventPattern<string[]>(PUBLIC_TYPES)
  async on(@Payload() event: PublicEventPayload, @Ctx() context: EventContext): Promise<void> {
    const { customerId, partnerCustomerRef } = event.customer;
    const { status, sequence } = event.data;
    await context.tx.query(
      `INSERT INTO customer_mirror (customer_id, partner_customer_ref, status, sequence, events)
       VALUES ($1, $2, $3, $4, 1)
       ON CONFLICT (customer_id) DO UPDATE
          SET status = EXCLUDED.status, sequence = EXCLUDED.sequence, events = customer_mirror.events + 1`,
      [customerId, partnerCustomerRef, status, sequence],
    );
  }
}
