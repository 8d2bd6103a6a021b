import { Inject, Injectable } from '@nestjs/common';
import { AccessDatabase } from '../access-database';
import { Gathering } from '../gathering';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';

interface Told {
  readonly partnerId: string;
  readonly customerId: string;
  readonly version: number;
}

/** In one order everywhere, so that two instances can't wait for each other. */
const SET = `
  INSERT INTO customer_marks AS m (partner_id, customer_id, app, version, updated_at)
  SELECT partner_id, customer_id, $4, max(version), clock_timestamp()
    FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS told (partner_id, customer_id, version)
   GROUP BY partner_id, customer_id ORDER BY partner_id, customer_id
  ON CONFLICT (partner_id, customer_id, app)
  DO UPDATE SET version = EXCLUDED.version, updated_at = EXCLUDED.updated_at WHERE m.version < EXCLUDED.version`;

/** Customer marks: what makes the next request, on any app, see every acknowledged write. */
@Injectable()
export class PartnerMarks {
  private readonly setting = new Gathering((told: readonly Told[]) => this.setAll(told));

  constructor(
    private readonly database: AccessDatabase,
    @Inject(PARTNER_ACCESS_OPTIONS) private readonly options: PartnerAccessOptions,
  ) {}

  /** Sets this app's mark of the customer, after the commit and before the answer; the greatest version wins. */
  set(partnerId: string, { customerId, version }: { customerId: string; version: number }): Promise<void> {
    return this.setting.ask({ partnerId, customerId, version });
  }

  private async setAll(told: readonly Told[]): Promise<void[]> {
    await this.database.query('set-marks', SET, [
      told.map(({ partnerId }) => partnerId),
      told.map(({ customerId }) => customerId),
      told.map(({ version }) => version),
      this.options.app,
    ]);
    return told.map(() => undefined);
  }
}
