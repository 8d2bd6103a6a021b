import { Inject, Injectable } from '@nestjs/common';
import { Problem, RUNTIME_DB, waitingForConnection } from '@oceafin/platform';
import type { DataSource } from 'typeorm';
import { NonceLedger } from '../nonces/nonce-ledger';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';

/** Three for each of the pool's 20 connections: what comes last waits about as long as three answers take. */
const MOST_WAITING = 60;

/**
 * Keeps the queue before the databases short. What waits there is what an overloaded instance owes; slow uploads and
 * reads that wait for a projection hold nothing up and don't count (docs/adr/0017).
 */
@Injectable()
export class QueueLimit {
  private readonly most: number;

  constructor(
    @Inject(RUNTIME_DB) private readonly db: DataSource,
    private readonly nonces: NonceLedger,
    @Inject(PARTNER_ACCESS_OPTIONS) { maxWaitingRequests = MOST_WAITING }: PartnerAccessOptions,
  ) {
    this.most = maxWaitingRequests;
  }

  /** @throws Problem PARTNER_PROCESSING_UNAVAILABLE before anything was spent on the request */
  refuseBeyond(): void {
    if (this.nonces.inHand + waitingForConnection(this.db) < this.most) return;
    throw new Problem('PARTNER_PROCESSING_UNAVAILABLE', {
      detail: 'The service is too busy at this moment; retry with the same key and body.',
    });
  }
}
