import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { backoff } from '../failure/backoff';
import type { RelayOptions } from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import { Waker } from '../waker';
import { deleteRows, inParts, oldestRows, type OutboxRow } from './outbox-rows';
import type { Publisher } from './publisher';

/** Publishes the oldest rows of some buckets, round after round, and deletes what the broker has. */
export class RelayLoop {
  private readonly logger = new Logger('Relay');
  private readonly waker = new Waker();
  private failures = 0;

  constructor(
    private readonly db: DataSource,
    private readonly publisher: Publisher,
    private readonly metrics: MessagingMetrics,
    private readonly settings: RelayOptions,
    /** The buckets this instance holds now; none where another has them. */
    private readonly buckets: () => Promise<readonly number[]>,
  ) {}

  rouse(): void {
    this.waker.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const all = await this.round(await this.buckets());
        this.failures = 0;
        if (all) await this.waker.sleep(this.settings.sweepMs);
      } catch (error) {
        await this.recover(error, signal);
      }
    }
    await this.publisher.reset();
  }

  /** @returns whether nothing was left: whoever commits from then on wakes us. */
  private async round(buckets: readonly number[]): Promise<boolean> {
    if (buckets.length === 0) return true;
    await this.publisher.prepare();
    const { rows, all } = await oldestRows(this.db, buckets, this.settings.batchSize);
    for (const part of inParts(rows)) await this.publish(part);
    return all;
  }

  private async publish(rows: readonly OutboxRow[]): Promise<void> {
    const stopTimer = this.metrics.publishSeconds.startTimer();
    await this.publisher.publish(rows);
    const seconds = stopTimer();
    await deleteRows(this.db, rows);
    for (const { topic, age } of rows) {
      this.metrics.published.inc({ topic });
      this.metrics.publishDelay.observe({ topic }, age + seconds);
    }
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    this.failures += 1;
    this.metrics.publishFailures.inc();
    this.logger.warn({ msg: 'relay waits', error: (error as Error).message, failures: this.failures });
    await this.publisher.reset();
    const delay = backoff(this.failures, { baseMs: 100, maxMs: 3_000 });
    await pause(delay, undefined, { signal }).catch(() => undefined);
  }
}
