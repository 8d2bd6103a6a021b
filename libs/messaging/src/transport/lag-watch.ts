import { Injectable, Logger } from '@nestjs/common';
import type { Admin } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { MessagingMetrics } from '../metrics';
import { KafkaConnection } from './kafka-connection';
import type { Subscription } from './subscription';

const EVERY_MS = 10_000;

/** Tells how far a group is behind its topics, also while it consumes nothing. */
@Injectable()
export class LagWatch {
  private readonly logger = new Logger(LagWatch.name);

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly metrics: MessagingMetrics,
  ) {}

  async run(subscription: Subscription, signal: AbortSignal): Promise<void> {
    let admin: Admin | undefined;
    while (!signal.aborted) {
      try {
        if (!admin) await (admin = this.kafka.admin()).connect();
        for (const topic of subscription.topics) await this.measure(admin, subscription.group, topic);
      } catch (error) {
        this.logger.debug({ msg: 'lag not measured', error: (error as Error).message });
        await admin?.disconnect().catch(() => undefined);
        admin = undefined;
      }
      await pause(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
    await admin?.disconnect().catch(() => undefined);
  }

  private async measure(admin: Admin, group: string, topic: string): Promise<void> {
    const physical = this.kafka.physical(topic);
    const [ends, committed] = await Promise.all([
      admin.fetchTopicOffsets(physical),
      admin.fetchOffsets({ groupId: this.kafka.physical(group), topics: [physical] }),
    ]);
    const offsets = new Map(committed[0]?.partitions.map((each) => [each.partition, Number(each.offset)]));
    for (const { partition, high, low } of ends) {
      const read = Math.max(offsets.get(partition) ?? -1, Number(low));
      this.metrics.lag.set({ group, topic, partition: String(partition) }, Number(high) - read);
    }
  }
}
