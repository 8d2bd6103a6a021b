import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigError, Problem } from '@oceafin/platform';
import { AccessDatabase } from '../access-database';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';
import { SecretBox } from './secret-box';

/** Refuses to boot with keys that open no client's secret; where they open some, it says which they don't. */
@Injectable()
export class KeyCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger(KeyCheck.name);

  constructor(
    private readonly database: AccessDatabase,
    @Inject(PARTNER_ACCESS_OPTIONS) private readonly options: PartnerAccessOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { kekIds } = new SecretBox(this.options.accessKek, this.options.previousAccessKek);
    const used = await this.used();
    const strange = used.filter((one) => !kekIds.includes(one));
    if (strange.length === 0) return;
    const says = `client secrets are sealed under ${strange.join(', ')}; configured: ${kekIds.join(', ')}`;
    if (strange.length === used.length) {
      throw new ConfigError([`ACCESS_KEK opens no client's secret: ${says}`]);
    }
    this.logger.error(`Some clients can't be admitted: ${says}. Set ACCESS_KEK_PREVIOUS, or run rotate-kek.`);
  }

  /** Nothing while the database is away: boot fails on a definite answer only. */
  private async used(): Promise<string[]> {
    try {
      const rows = await this.database.query<{ kekId: string }>(
        'keys-in-use',
        `SELECT DISTINCT kek_id AS "kekId" FROM client_secrets
          WHERE expires_at IS NULL OR expires_at > now() ORDER BY 1`,
        [],
      );
      return rows.map(({ kekId }) => kekId);
    } catch (error) {
      if (error instanceof Problem) return [];
      throw error;
    }
  }
}
