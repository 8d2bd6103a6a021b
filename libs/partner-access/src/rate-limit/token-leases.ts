import { Injectable } from '@nestjs/common';
import { AccessDatabase } from '../access-database';
import type { PartnerClient } from '../endpoint/partner-call';

/** Leases a second: the bucket's row is written this often per busy instance, not once per request. */
const LEASES_PER_SECOND = 20;

interface Lease {
  tokens: number;
  /** Until then the bucket is known to be empty. */
  emptyUntil: number;
  pending?: Promise<void>;
}

/**
 * One token bucket per client, shared by all instances through the access database. Each instance takes its tokens in
 * batches, so a client's burst may be exceeded by what instances still hold: one batch each.
 */
@Injectable()
export class TokenLeases {
  private readonly leases = new Map<string, Lease>();

  constructor(private readonly database: AccessDatabase) {}

  /** Takes one token; false when the client's bucket is empty. */
  async take(client: PartnerClient): Promise<boolean> {
    const lease = this.leaseOf(client.clientId);
    while (lease.tokens < 1) {
      if (performance.now() < lease.emptyUntil) return false;
      await (lease.pending ??= this.renew(client, lease).finally(() => (lease.pending = undefined)));
    }
    lease.tokens -= 1;
    return true;
  }

  private leaseOf(clientId: string): Lease {
    let lease = this.leases.get(clientId);
    if (!lease) this.leases.set(clientId, (lease = { tokens: 0, emptyUntil: 0 }));
    return lease;
  }

  private async renew({ clientId, rateLimit }: PartnerClient, lease: Lease): Promise<void> {
    const { requestsPerSecond, burst } = rateLimit;
    const batch = Math.max(1, Math.floor(requestsPerSecond / LEASES_PER_SECOND));
    const [row] = await this.database.query<{ granted: number }>(
      'lease-tokens',
      'SELECT lease_tokens($1, $2, $3, $4) AS granted',
      [clientId, batch, requestsPerSecond, burst],
    );
    lease.tokens += row!.granted;
    if (row!.granted === 0) lease.emptyUntil = performance.now() + (1_000 * batch) / requestsPerSecond;
  }
}
