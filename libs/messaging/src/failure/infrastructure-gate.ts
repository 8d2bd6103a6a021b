import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { CONSUMER_DEFAULTS, MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import { backoff } from './backoff';

/**
 * Closed while the consumers' database is away: everything in hand waits at it, and one probe asks instead of all.
 * Whatever waits keeps its tries, its offset and its place.
 */
@Injectable()
export class InfrastructureGate {
  private readonly logger = new Logger(InfrastructureGate.name);
  private opening?: Promise<void>;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly modules: ModuleRef,
    private readonly metrics: MessagingMetrics,
  ) {}

  /** Pauses by the number of failures in a row, then until the database answers or `signal` aborts. */
  async wait(group: string, failures: number, signal: AbortSignal): Promise<void> {
    await (this.opening ??= this.reopen(group, failures, signal).finally(() => (this.opening = undefined)));
  }

  private async reopen(group: string, failures: number, signal: AbortSignal): Promise<void> {
    this.metrics.paused.set({ group }, 1);
    this.logger.warn({ msg: 'consumer paused: infrastructure is away', group });
    for (let tries = failures; !signal.aborted; tries += 1) {
      await this.rest(tries, signal);
      if (await this.answers()) break;
    }
    this.metrics.paused.set({ group }, 0);
    this.logger.log({ msg: 'consumer goes on', group });
  }

  private async rest(tries: number, signal: AbortSignal): Promise<void> {
    const { backoffMs: baseMs, maxBackoffMs: maxMs } = { ...CONSUMER_DEFAULTS, ...this.options.consumer };
    await pause(backoff(tries, { baseMs, maxMs }), undefined, { signal }).catch(() => undefined);
  }

  private async answers(): Promise<boolean> {
    const db = this.modules.get<DataSource>(this.options.workerDb, { strict: false });
    return db.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }
}
