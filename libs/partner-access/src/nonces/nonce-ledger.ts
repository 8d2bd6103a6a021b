import { Inject, Injectable, Logger } from '@nestjs/common';
import { AccessDatabase } from '../access-database';
import type { CustomerMark } from '../marks/projection-heads';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';

const PURGE_BATCH = 5_000;

export interface Spending {
  /** False when this client has used the nonce before. */
  readonly fresh: boolean;
  /** Marks of the route's customer, of every app; empty when the partner has no such customer. */
  readonly marks: readonly CustomerMark[];
}

/** Single use of nonces over all routes, apps and instances. */
@Injectable()
export class NonceLedger {
  private readonly logger = new Logger(NonceLedger.name);
  private readonly keptSeconds: number;

  constructor(
    private readonly database: AccessDatabase,
    @Inject(PARTNER_ACCESS_OPTIONS) options: PartnerAccessOptions,
  ) {
    // A timestamp at the far end of the window stays usable for two windows; the rest is for clocks.
    this.keptSeconds = 2 * options.freshnessWindowSeconds + 60;
  }

  /** Spends the nonce, committed when this returns, and reads the customer's marks in the same round trip. */
  async spend(
    client: { clientId: string; partnerId: string },
    nonce: string,
    customerId: string | null,
  ): Promise<Spending> {
    const [row] = await this.database.query<{ fresh: boolean; marks: CustomerMark[] }>(
      'spend-nonce',
      `WITH spent AS (
         INSERT INTO nonces (client_id, nonce, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))
         ON CONFLICT DO NOTHING RETURNING 1
       )
       SELECT EXISTS (SELECT FROM spent) AS fresh,
              coalesce((SELECT json_agg(json_build_object(
                'customerId', customer_id, 'app', app, 'version', version))
                          FROM customer_marks WHERE partner_id = $4 AND customer_id = $5), '[]') AS marks`,
      [client.clientId, nonce, this.keptSeconds, client.partnerId, customerId],
    );
    return row!;
  }

  /** Deletes expired nonces in batches, until a batch isn't full. */
  async purge(): Promise<void> {
    let purged: number;
    do {
      const [row] = await this.database.query<{ purged: number }>(
        'purge-nonces',
        'SELECT purge_expired_nonces($1) AS purged',
        [PURGE_BATCH],
      );
      purged = row!.purged;
      if (purged > 0) this.logger.debug(`purged ${purged} nonces`);
    } while (purged === PURGE_BATCH);
  }
}
