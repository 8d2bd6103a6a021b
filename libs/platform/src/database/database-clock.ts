import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { isInfrastructureError } from '../problems/infrastructure-error';
import { RUNTIME_DB } from './tokens';

const SAMPLE_EVERY_MS = 30_000;

/**
 * The time that every instance agrees on: the database's, carried forward between samples by the
 * monotonic clock, so neither a wrong wall clock nor its corrections show.
 */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseClock.name);
  /** Database epoch milliseconds minus `performance.now()`. */
  private offset = performance.timeOrigin;
  private timer?: NodeJS.Timeout;

  constructor(@Inject(RUNTIME_DB) private readonly db: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.sample();
    this.timer = setInterval(() => void this.sampleAgain(), SAMPLE_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  now(): Date {
    return new Date(Math.round(performance.now() + this.offset));
  }

  private async sample(): Promise<void> {
    const asked = performance.now();
    const rows = await this.db.query<{ ms: string }[]>(
      `SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms`,
    );
    const answered = performance.now();
    this.offset = Number(rows[0]?.ms) - (asked + answered) / 2;
  }

  private async sampleAgain(): Promise<void> {
    try {
      await this.sample();
    } catch (error) {
      // The last sample goes on serving: the monotonic clock drifts by milliseconds an hour.
      if (!isInfrastructureError(error)) {
        this.logger.error(error);
      }
    }
  }
}
