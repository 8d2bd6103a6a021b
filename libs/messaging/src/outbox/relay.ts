import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CompressionTypes, type Producer } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { numbered } from '../envelope/envelope';
import { backoff } from '../failure/backoff';
import {
  MESSAGING_OPTIONS,
  type MessagingOptions,
  RELAY_DEFAULTS,
  type RelayOptions,
} from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import { KafkaConnection } from '../transport/kafka-connection';
import { CommitWatcher } from './commit-watcher';
import { BucketLeases } from './leases';
import { WakeUp } from './wake-up';

interface OutboxRow {
  position: string;
  topic: string;
  key: string;
  version: string;
  headers: Record<string, string>;
  value: string;
  age: number;
}

/** The oldest rows of each bucket, in the order in which their keys committed them. */
const OLDEST = `
  SELECT m.position, m.topic, m.key, m.version, m.headers, m.value,
         extract(epoch FROM clock_timestamp() - m.created_at)::float8 AS age
    FROM unnest($1::smallint[]) AS b (bucket)
   CROSS JOIN LATERAL (
     SELECT * FROM outbox_messages WHERE bucket = b.bucket ORDER BY position LIMIT $2
   ) m
   ORDER BY m.position`;

/**
 * Publishes committed outbox rows, per key in version order, and deletes them once the broker has them on
 * all in-sync replicas. A crash in between publishes again: consumers drop what they have seen.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Relay.name);
  private readonly settings: RelayOptions;
  private db: DataSource;
  private leases: BucketLeases;
  private wakeUp: WakeUp;
  private producer?: Producer;
  private running?: Promise<void>;
  private readonly stop = new AbortController();
  private awake = true;
  private wake: () => void = () => undefined;
  private renewAt = 0;
  private failures = 0;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly modules: ModuleRef,
    private readonly kafka: KafkaConnection,
    private readonly commits: CommitWatcher,
    private readonly metrics: MessagingMetrics,
  ) {
    this.settings = { ...RELAY_DEFAULTS, ...options.relay };
  }

  onApplicationBootstrap(): void {
    this.db = this.modules.get<DataSource>(this.options.workerDb, { strict: false });
    this.leases = new BucketLeases(this.db, this.options.instanceId, this.settings.leaseMs);
    this.wakeUp = new WakeUp(this.db, () => this.rouse());
    this.commits.onCommit(() => {
      this.rouse();
      this.wakeUp.announce();
    });
    void this.wakeUp.listen();
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    this.rouse();
    await this.running;
    await this.wakeUp?.close();
    await this.leases?.release().catch(() => this.logger.warn('leases not released; they will run out'));
    await this.producer?.disconnect().catch(() => undefined);
  }

  private rouse(): void {
    this.awake = true;
    this.wake();
  }

  private async run(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        await this.renewLeases();
        this.awake = false;
        const published = await this.publishOldest();
        this.failures = 0;
        if (published === 0 && !this.awake) await this.rest();
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  private async renewLeases(): Promise<void> {
    if (performance.now() < this.renewAt && this.leases.buckets.length > 0) return;
    await this.leases.renew();
    this.renewAt = performance.now() + this.settings.leaseMs / 3;
  }

  private async publishOldest(): Promise<number> {
    const buckets = this.leases.buckets;
    if (buckets.length === 0) return 0;
    const perBucket = Math.max(1, Math.floor(this.settings.batchSize / buckets.length));
    const rows = await this.db.query<OutboxRow[]>(OLDEST, [buckets, perBucket]);
    this.metrics.outboxOldestSeconds.set(rows[0]?.age ?? 0);
    if (rows.length === 0) return 0;
    const stopTimer = this.metrics.publishSeconds.startTimer();
    await this.send(rows);
    stopTimer();
    await this.db.query('DELETE FROM outbox_messages WHERE position = ANY($1::bigint[])', [
      rows.map((row) => row.position),
    ]);
    for (const row of rows) this.metrics.published.inc({ topic: row.topic });
    return rows.length;
  }

  private async send(rows: readonly OutboxRow[]): Promise<void> {
    const producer = await this.connectedProducer();
    const byTopic = new Map<string, OutboxRow[]>();
    for (const row of rows) byTopic.set(row.topic, [...(byTopic.get(row.topic) ?? []), row]);
    await producer.sendBatch({
      acks: -1,
      compression: CompressionTypes.None,
      topicMessages: [...byTopic].map(([topic, messages]) => ({
        topic: this.kafka.physical(topic),
        messages: messages.map(({ key, value, headers, version }) => ({
          key,
          value,
          headers: numbered(headers, Number(version)),
        })),
      })),
    });
  }

  private async connectedProducer(): Promise<Producer> {
    if (this.producer) return this.producer;
    const producer = this.kafka.producer();
    await producer.connect();
    return (this.producer = producer);
  }

  /** A producer that failed may have lost its sequence: the next round begins with a fresh one. */
  private async recover(error: unknown): Promise<void> {
    this.failures += 1;
    this.metrics.publishFailures.inc();
    this.logger.warn({ msg: 'relay waits', error: (error as Error).message, failures: this.failures });
    const failed = this.producer;
    this.producer = undefined;
    await failed?.disconnect().catch(() => undefined);
    const delay = backoff(this.failures, { baseMs: 100, maxMs: 3_000 });
    await pause(delay, undefined, { signal: this.stop.signal }).catch(() => undefined);
  }

  private async rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.settings.sweepMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}
