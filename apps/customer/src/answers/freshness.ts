import { Injectable } from '@nestjs/common';
import { SettledMarks } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import type { CustomerKey } from '../ports';

const WAIT_MS = 2_000;

/** For a customer that isn't known before the handler found it. */
@Injectable()
export class Freshness {
  constructor(private readonly marks: SettledMarks) {}

  /**
   * Waits until this app has applied every acknowledged write on the customer.
   * @throws Problem PARTNER_PROCESSING_UNAVAILABLE rather than let a stale answer out
   */
  async settle({ partnerId, customerId }: CustomerKey): Promise<void> {
    if (await this.marks.settleOne(partnerId, customerId, WAIT_MS)) return;
    throw new Problem('PARTNER_PROCESSING_UNAVAILABLE', {
      detail: 'Recent changes are still being applied; retry shortly.',
    });
  }
}
