import type { DataSource } from 'typeorm';

/**
 * Shares the buckets among the live relays, by leases on the database's clock. An instance that wakes late
 * may still publish what it had read: consumers judge by version, so that is a duplicate and no harm.
 */
export class BucketLeases {
  private owned: number[] = [];
  private heldUntil = 0;

  constructor(
    private readonly db: DataSource,
    private readonly instanceId: string,
    private readonly leaseMs: number,
  ) {}

  /** Buckets of this instance, as far as it can know without asking. */
  get buckets(): readonly number[] {
    return performance.now() < this.heldUntil ? this.owned : [];
  }

  /** Renews what is held, gives up what is above the fair share, takes what is free. */
  async renew(): Promise<void> {
    const before = performance.now();
    this.owned = await this.db.transaction(async (tx) => {
      const seconds = this.leaseMs / 1000;
      await tx.query(
        `INSERT INTO outbox_relays (instance_id, expires_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
         ON CONFLICT (instance_id) DO UPDATE SET expires_at = EXCLUDED.expires_at`,
        [this.instanceId, seconds],
      );
      await tx.query(`DELETE FROM outbox_relays WHERE expires_at < clock_timestamp() - interval '1 minute'`);
      const rows = await tx.query<{ bucket: number }[]>(
        `WITH share AS (
           SELECT ceil((SELECT count(*) FROM outbox_leases)::numeric / count(*))::int AS buckets
             FROM outbox_relays WHERE expires_at > clock_timestamp()
         ), wanted AS (
           SELECT bucket FROM outbox_leases
            WHERE instance_id = $1 OR instance_id IS NULL OR expires_at < clock_timestamp()
            ORDER BY (instance_id IS NOT DISTINCT FROM $1) DESC, bucket
            LIMIT (SELECT buckets FROM share)
              FOR UPDATE SKIP LOCKED
         ), released AS (
           UPDATE outbox_leases SET instance_id = NULL, expires_at = '-infinity'
            WHERE instance_id = $1 AND bucket NOT IN (SELECT bucket FROM wanted)
         ), taken AS (
           UPDATE outbox_leases SET instance_id = $1, expires_at = clock_timestamp() + make_interval(secs => $2)
            WHERE bucket IN (SELECT bucket FROM wanted)
            RETURNING bucket
         )
         SELECT bucket FROM taken ORDER BY bucket`,
        [this.instanceId, seconds],
      );
      return rows.map((row) => row.bucket);
    });
    this.heldUntil = before + this.leaseMs;
  }

  /** Hands everything back, so that others need not wait for the leases to run out. */
  async release(): Promise<void> {
    this.owned = [];
    this.heldUntil = 0;
    await this.db.query(
      `UPDATE outbox_leases SET instance_id = NULL, expires_at = '-infinity' WHERE instance_id = $1`,
      [this.instanceId],
    );
    await this.db.query('DELETE FROM outbox_relays WHERE instance_id = $1', [this.instanceId]);
  }
}
