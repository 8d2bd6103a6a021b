import { Inject, Injectable, Logger } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { AccessDatabase } from '../access-database';
import { Gathering } from '../gathering';
import type { CustomerMark } from '../marks/projection-heads';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';

const PURGE_BATCH = 5_000;

export interface Spending {
  /** False when this client has used the nonce before. */
  readonly fresh: boolean;
  /** Marks of the route's customer, of every app; empty when the partner has no such customer. */
  readonly marks: readonly CustomerMark[];
}

interface Spent {
  readonly clientId: string;
  readonly nonce: string;
  readonly partnerId: string;
  readonly customerId: string | null;
}

/**
 * In one order everywhere, so that two instances can't wait for each other. Where a nonce is asked for twice at once,
 * the first has it.
 */
const SPEND = `
  WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[])
      WITH ORDINALITY AS a (client_id, nonce, partner_id, customer_id, place)
  ), spent AS (
    INSERT INTO nonces (client_id, nonce, expires_at)
    SELECT client_id, nonce, now() + make_interval(secs => $5) FROM asked ORDER BY client_id, nonce
    ON CONFLICT DO NOTHING RETURNING client_id, nonce
  )
  SELECT s.nonce IS NOT NULL AND row_number() OVER (PARTITION BY a.client_id, a.nonce ORDER BY a.place) = 1 AS fresh,
         coalesce((SELECT json_agg(json_build_object('customerId', m.customer_id, 'app', m.app, 'version', m.version))
                     FROM customer_marks m
                    WHERE m.partner_id = a.partner_id AND m.customer_id = a.customer_id), '[]') AS marks
    FROM asked a LEFT JOIN spent s USING (client_id, nonce)
   ORDER BY a.place`;

/** Single use of nonces over all routes, apps and instances. */
@Injectable()
export class NonceLedger {
  private readonly logger = new Logger(NonceLedger.name);
  private readonly keptSeconds: number;
  private readonly spending = new Gathering((spent: readonly Spent[]) => this.spendAll(spent));

  constructor(
    private readonly database: AccessDatabase,
    @Inject(PARTNER_ACCESS_OPTIONS) options: PartnerAccessOptions,
  ) {
    // A timestamp at the far end of the window stays usable for two windows; the rest is for clocks.
    this.keptSeconds = 2 * options.freshnessWindowSeconds + 60;
  }

  /** Requests whose nonce is being spent. */
  get inHand(): number {
    return this.spending.inHand;
  }

  /** Spends the nonce, committed when this returns, and reads the customer's marks in the same round trip. */
  spend(
    { clientId, partnerId }: { clientId: string; partnerId: string },
    nonce: string,
    customerId: string | null,
  ): Promise<Spending> {
    return this.spending.ask({ clientId, nonce, partnerId, customerId });
  }

  private spendAll(spent: readonly Spent[]): Promise<Spending[]> {
    return this.database.query<Spending & QueryResultRow>('spend-nonces', SPEND, [
      spent.map(({ clientId }) => clientId),
      spent.map(({ nonce }) => nonce),
      spent.map(({ partnerId }) => partnerId),
      spent.map(({ customerId }) => customerId),
      this.keptSeconds,
    ]);
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
