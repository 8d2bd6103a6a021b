import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AccessDatabase } from '../access-database';
import type { Limit } from './limits';

/** Leases a second: the bucket's row is written this often per busy instance, not once per request. */
const LEASES_PER_SECOND = 20;
const MAX_KNOWN = 50_000;

interface Lease {
  tokens: number;
  /** What the shared bucket still held after the last lease. */
  shared: number;
  /** Until then the bucket is known to be empty. */
  emptyUntil: number;
  pending?: Promise<void>;
}

export interface Taken {
  /** The first limit that had no token left; undefined when one was taken of each. */
  readonly refusedBy?: Limit;
  /** Tokens left, as far as this instance knows, in the order of the limits. */
  readonly remaining: readonly number[];
}

/**
 * Token buckets, shared by all instances through the access database. Each instance takes its tokens in batches, so a
 * burst may be exceeded by what instances still hold: one batch each.
 */
@Injectable()
export class TokenLeases {
  private readonly leases = new LRUCache<string, Lease>({ max: MAX_KNOWN });

  constructor(private readonly database: AccessDatabase) {}

  /** Takes one token of every limit, or none at all. */
  async take(limits: readonly Limit[]): Promise<Taken> {
    const leases = limits.map(({ bucket }) => this.leaseOf(bucket));
    // Every wait lets others take tokens, so all are looked at again after it; none stands before the taking itself.
    for (;;) {
      const at = leases.findIndex(({ tokens }) => tokens < 1);
      if (at < 0) break;
      const lease = leases[at]!;
      if (performance.now() < lease.emptyUntil) return { refusedBy: limits[at], remaining: left(leases) };
      await (lease.pending ??= this.renew(limits[at]!, lease).finally(() => (lease.pending = undefined)));
    }
    for (const lease of leases) lease.tokens -= 1;
    return { remaining: left(leases) };
  }

  private leaseOf(bucket: string): Lease {
    let lease = this.leases.get(bucket);
    if (!lease) this.leases.set(bucket, (lease = { tokens: 0, shared: 0, emptyUntil: 0 }));
    return lease;
  }

  private async renew({ bucket, requestsPerSecond, burst }: Limit, lease: Lease): Promise<void> {
    const batch = Math.max(1, Math.floor(requestsPerSecond / LEASES_PER_SECOND));
    const [row] = await this.database.query<{ granted: number; remaining: number }>(
      'lease-tokens',
      'SELECT granted, remaining FROM lease_tokens($1, $2, $3, $4)',
      [bucket, batch, requestsPerSecond, burst],
    );
    lease.tokens += row!.granted;
    lease.shared = row!.remaining;
    if (row!.granted === 0) lease.emptyUntil = performance.now() + (1_000 * batch) / requestsPerSecond;
  }
}

function left(leases: readonly Lease[]): number[] {
  return leases.map(({ tokens, shared }) => Math.floor(tokens + shared));
}
