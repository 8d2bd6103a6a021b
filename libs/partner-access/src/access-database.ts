import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { HealthChecks, Problem } from '@oceafin/platform';
import { Pool, type QueryResultRow } from 'pg';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from './partner-access.options';

/** The query was slower, or the server further away, than a request may wait. */
const TIMEOUT_MS = 2_000;

/** Connection of the HTTP path to the access database, as partner_access_runtime. */
@Injectable()
export class AccessDatabase implements OnApplicationShutdown {
  private readonly logger = new Logger(AccessDatabase.name);
  private readonly pool: Pool;

  constructor(@Inject(PARTNER_ACCESS_OPTIONS) options: PartnerAccessOptions, health: HealthChecks) {
    this.pool = new Pool({
      connectionString: options.accessDatabaseUrl,
      application_name: `oceafin-${options.app}-access`,
      max: options.poolSize ?? 8,
      connectionTimeoutMillis: TIMEOUT_MS,
      statement_timeout: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS + 500,
      keepAlive: true,
    });
    // Without a listener an idle connection's end would end the process.
    this.pool.on('error', (error) => this.logger.warn(`idle connection lost: ${error.message}`));
    health.register('access', async () => {
      await this.pool.query('SELECT 1');
    });
  }

  /**
   * Runs one named (prepared) statement in a transaction of its own.
   * Every failure is PARTNER_PROCESSING_UNAVAILABLE: without this database nobody can be admitted.
   */
  async query<R extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    try {
      return (await this.pool.query<R>({ name, text, values })).rows;
    } catch (cause) {
      this.logger.error(`${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`);
      throw new Problem('PARTNER_PROCESSING_UNAVAILABLE', { headers: { 'Retry-After': '1' }, cause });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
