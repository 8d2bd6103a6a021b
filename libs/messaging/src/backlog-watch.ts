import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions, RELAY_DEFAULTS } from './messaging.options';
import { MessagingMetrics } from './metrics';
import { KEY_STATES } from './parking/parked-key';

const EVERY_MS = 5_000;
const COUNTED_ROWS = 100_000;

/** Looks at what waits in the database, whoever should have moved it on, and tells it in metrics. */
@Injectable()
export class BacklogWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(BacklogWatch.name);
  private readonly overdueMs: number;
  private timer?: NodeJS.Timeout;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly modules: ModuleRef,
    private readonly metrics: MessagingMetrics,
  ) {
    this.overdueMs = options.relay?.overdueMs ?? RELAY_DEFAULTS.overdueMs;
  }

  onApplicationBootstrap(): void {
    const look = (): void => {
      this.looking = this.look()
        .catch((error: unknown) => this.logger.debug({ msg: 'backlog not looked at', error: String(error) }))
        .finally(() => (this.timer = this.timer && setTimeout(look, EVERY_MS).unref()));
    };
    this.timer = setTimeout(look, 0);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.looking;
  }

  private async look(): Promise<void> {
    await this.outbox();
    await this.heldKeys();
  }

  private async outbox(): Promise<void> {
    const [row] = await this.db.query<{ messages: number; overdue: number; oldest: number }[]>(
      `SELECT count(*)::int AS messages,
              count(*) FILTER (WHERE created_at < clock_timestamp() - make_interval(secs => $1::float8 / 1000))::int AS overdue,
              coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS oldest
         FROM (SELECT created_at FROM outbox_messages ORDER BY position LIMIT ${COUNTED_ROWS}) AS waiting`,
      [this.overdueMs],
    );
    const { messages, overdue, oldest } = row!;
    this.metrics.outboxMessages.set(messages);
    this.metrics.outboxOverdue.set(overdue);
    this.metrics.outboxOldestSeconds.set(oldest);
    if (overdue > 0) this.logger.warn({ msg: 'events wait too long for the broker', overdue, oldest });
  }

  private async heldKeys(): Promise<void> {
    const rows = await this.db.query<{ group: string; state: string; keys: number; oldest: number }[]>(
      `SELECT c.consumer AS group, s.state, count(k.key)::int AS keys,
              coalesce(extract(epoch FROM clock_timestamp() - min(k.since)), 0)::float8 AS oldest
         FROM (SELECT DISTINCT consumer FROM parked_keys UNION SELECT unnest($2::text[])) AS c
        CROSS JOIN unnest($1::text[]) AS s (state)
         LEFT JOIN parked_keys k ON k.consumer = c.consumer AND k.state = s.state
        GROUP BY 1, 2`,
      [KEY_STATES, [...this.groups]],
    );
    for (const { group, state, keys, oldest } of rows) {
      this.groups.add(group);
      this.metrics.parkedKeys.set({ group, state }, keys);
      this.metrics.parkedOldestSeconds.set({ group, state }, oldest);
    }
  }

  /** Groups told of once: they go back to zero instead of staying at what they were. */
  private readonly groups = new Set<string>();

  private get db(): DataSource {
    return this.modules.get<DataSource>(this.options.workerDb, { strict: false });
  }
}
