import { Inject, Injectable } from '@nestjs/common';
import { AccessDatabase } from '../access-database';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';

/** Customer marks: what makes the next request, on any app, see every acknowledged write. */
@Injectable()
export class PartnerMarks {
  constructor(
    private readonly database: AccessDatabase,
    @Inject(PARTNER_ACCESS_OPTIONS) private readonly options: PartnerAccessOptions,
  ) {}

  /** Sets this app's mark of the customer, after the commit and before the answer; the greatest version wins. */
  async set(partnerId: string, mark: { customerId: string; version: number }): Promise<void> {
    await this.database.query(
      'set-mark',
      `INSERT INTO customer_marks AS m (partner_id, customer_id, app, version, updated_at)
       VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (partner_id, customer_id, app)
       DO UPDATE SET version = EXCLUDED.version, updated_at = EXCLUDED.updated_at WHERE m.version < EXCLUDED.version`,
      [partnerId, mark.customerId, this.options.app, mark.version],
    );
  }
}
