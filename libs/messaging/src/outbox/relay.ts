import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import {
  MESSAGING_OPTIONS,
  type MessagingOptions,
  RELAY_DEFAULTS,
  type RelayOptions,
} from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import { FENCED_BUCKET } from '../schema';
import { KafkaConnection } from '../transport/kafka-connection';
import { CommitWatcher } from './commit-watcher';
import { BucketLeases } from './leases';
import { FencedPublisher, PlainPublisher } from './publisher';
import { RelayLoop } from './relay-loop';
import { WakeUp } from './wake-up';

/**
 * Publishes committed outbox rows, per key in version order, and deletes them once the broker has them on
 * all in-sync replicas. A crash in between publishes again: consumers drop what they have seen.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Relay.name);
  private readonly settings: RelayOptions;
  private readonly stop = new AbortController();
  private leases?: BucketLeases;
  private wakeUp?: WakeUp;
  private loops: RelayLoop[] = [];
  private running: Promise<unknown> = Promise.resolve();
  private renewAt = 0;

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
    const db = this.modules.get<DataSource>(this.options.workerDb, { strict: false });
    const leases = (this.leases = new BucketLeases(db, this.options.instanceId, this.settings.leaseMs));
    const wakeUp = (this.wakeUp = new WakeUp(db, () => this.rouse()));
    this.commits.onCommit(() => {
      this.rouse();
      wakeUp.announce();
    });
    this.loops = [this.plainLoop(db, leases), this.fencedLoop(db, leases)];
    void wakeUp.listen();
    this.running = Promise.all(this.loops.map((loop) => loop.run(this.stop.signal)));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    this.rouse();
    await this.running;
    await this.wakeUp?.close();
    await this.leases?.release().catch(() => this.logger.warn('leases not released; they will run out'));
  }

  private rouse(): void {
    for (const loop of this.loops) loop.rouse();
  }

  private plainLoop(db: DataSource, leases: BucketLeases): RelayLoop {
    const publisher = new PlainPublisher(this.kafka);
    return new RelayLoop(db, publisher, this.metrics, this.settings, async () => {
      await this.renew(leases);
      return leases.buckets.filter((bucket) => bucket !== FENCED_BUCKET);
    });
  }

  /** One transactional id per outbox, whichever instance holds it. */
  private fencedLoop(db: DataSource, leases: BucketLeases): RelayLoop {
    const id = this.kafka.physical(`${this.options.clientId}.outbox-${FENCED_BUCKET}`);
    const publisher = new FencedPublisher(this.kafka, id);
    let held = false;
    return new RelayLoop(db, publisher, this.metrics, this.settings, async () => {
      const holds = leases.buckets.includes(FENCED_BUCKET);
      // A new tenure begins with a new producer: it fences the one before.
      if (held && !holds) await publisher.reset();
      held = holds;
      return holds ? [FENCED_BUCKET] : [];
    });
  }

  private async renew(leases: BucketLeases): Promise<void> {
    if (performance.now() < this.renewAt && leases.buckets.length > 0) return;
    await leases.renew();
    this.metrics.relayBuckets.set(leases.buckets.length);
    this.renewAt = performance.now() + this.settings.leaseMs / 3;
  }
}
