import { Inject, Injectable } from '@nestjs/common';
import { WORKER_DB } from '@oceafin/platform';
import { Gauge, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

interface Build {
  readonly projection: string;
  readonly applied: number;
  readonly target: number;
  readonly age: number;
  readonly idle: number;
}

/**
 * How far `npm run projections` is. It runs apart from the app and ends, so that nobody could scrape it
 * itself; the app reads the place that it keeps in the database. No series while nothing is built.
 */
@Injectable()
export class RebuildProgressMetrics {
  private asked?: Promise<readonly Build[]>;

  constructor(
    private readonly registry: Registry,
    @Inject(WORKER_DB) private readonly db: DataSource,
  ) {
    this.gauge('events', 'Events in the table being built', ({ applied }) => applied);
    this.gauge('target_events', 'Events committed when the build began', ({ target }) => target);
    this.gauge('age_seconds', 'Since the build began, interruptions included', ({ age }) => age);
    this.gauge('idle_seconds', 'Since the build last moved', ({ idle }) => idle);
  }

  private gauge(name: string, help: string, valueOf: (build: Build) => number): void {
    const gauge: Gauge<'projection'> = new Gauge({
      name: `projection_rebuild_${name}`,
      help,
      labelNames: ['projection'],
      registers: [this.registry],
      collect: async () => {
        const builds = await this.builds();
        gauge.reset();
        for (const build of builds) gauge.set({ projection: build.projection }, valueOf(build));
      },
    });
  }

  /** Asked once for all gauges of a scrape. While the database is away there are none: the rest is told all the same. */
  private builds(): Promise<readonly Build[]> {
    this.asked ??= this.read()
      .catch(() => [])
      .finally(() => (this.asked = undefined));
    return this.asked;
  }

  private read(): Promise<Build[]> {
    return this.db.query<Build[]>(
      `SELECT projection, applied::float8 AS applied, target::float8 AS target,
              extract(epoch FROM clock_timestamp() - started_at)::float8 AS age,
              extract(epoch FROM clock_timestamp() - moved_at)::float8 AS idle
         FROM projection_rebuilds`,
    );
  }
}
