import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { type Consumer, type EachBatchPayload, KafkaJSProtocolError } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { lastValueFrom } from 'rxjs';
import type { ReceivedEvent } from '../envelope/envelope';
import { SchemaRegistry } from '../envelope/schema-registry';
import { backoff } from '../failure/backoff';
import type { MessagingMetrics } from '../metrics';
import { deadLetterTopic, KEY_STATES } from '../parking/parked-key';
import { Waker } from '../waker';
import type { Drain } from './drain';
import type { EventContext } from './event-context';
import type { Consuming } from './event-handling';
import { KafkaConnection } from './kafka-connection';
import type { LagWatch } from './lag-watch';
import { type LaneLimits, lanesByKey, runLanes } from './lanes';
import { LowWatermark } from './low-watermark';
import type { IncomingMessage, MessageProcessor } from './message-processor';
import { OffsetCommits } from './offset-commits';
import type { Subscription } from './subscription';

/** What a strategy works with, from the application's container. */
export interface StrategyParts {
  readonly kafka: KafkaConnection;
  readonly schemas: SchemaRegistry;
  readonly processor: MessageProcessor;
  readonly drain: Drain;
  readonly lag: LagWatch;
  readonly metrics: MessagingMetrics;
}

const PARTITIONS_AT_A_TIME = 3;
const BOOT_PATIENCE_MS = 5_000;
const HEARTBEAT_MS = 1_000;

/**
 * Nest transport that runs `@EventPattern` handlers on kafkajs batches: keys of a partition concurrently,
 * the messages of a key in order, offsets committed only below everything that is settled.
 *
 * kafkajs tells nobody when partitions are revoked and accepts commits for lost ones; that can replay
 * messages, and the inbox heads make a replay harmless.
 */
export class KafkaEventsStrategy extends Server implements CustomTransportStrategy {
  protected override readonly logger = new Logger(KafkaEventsStrategy.name);
  override readonly propagatesEventHandlerErrors = true;
  private readonly stop = new AbortController();
  private readonly drainWaker = new Waker();
  private consumer?: Consumer;
  private offsets?: OffsetCommits;
  private starting?: Promise<void>;
  private isBooting = true;
  private background: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly subscription: Subscription,
    private readonly limits: LaneLimits,
    private readonly parts: StrategyParts,
  ) {
    super();
  }

  /**
   * Starts consuming. A definite refusal within the first seconds (no such topic, no schema) fails the
   * boot; a silent broker doesn't: the consumer joins when it answers and has the topics.
   */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    // Applications call `startAllMicroservices` too; a second consumer would be a member of the group of its own.
    if (this.starting) return callback();
    try {
      this.assertSchemas();
      const { group } = this.subscription;
      for (const state of KEY_STATES) this.parts.metrics.parkedKeys.set({ group, state }, 0);
      this.parts.metrics.paused.set({ group }, 0);
      this.parts.metrics.lanes.set({ group }, this.limits.lanes * PARTITIONS_AT_A_TIME);
      this.starting = this.keepConsuming();
      await Promise.race([this.starting, pause(BOOT_PATIENCE_MS, undefined, { ref: false })]);
      this.isBooting = false;
      this.background = Promise.all([
        this.parts.drain.run(this.consuming, this.drainWaker, this.stop.signal),
        this.parts.lag.run(this.subscription, this.stop.signal),
      ]);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Finishes the messages in hand, commits what is settled, leaves the group. */
  async close(): Promise<void> {
    this.stop.abort();
    this.drainWaker.wake();
    await this.starting?.catch(() => undefined);
    await this.disconnect();
    await this.background.catch(() => undefined);
  }

  on(): never {
    throw new Error('this transport has no client events');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private assertSchemas(): void {
    const unknown = [...this.getHandlers().keys()].filter((type) => !this.parts.schemas.knows(type));
    if (unknown.length > 0)
      throw new Error(`no schema is declared for the event types ${unknown.join(', ')}`);
  }

  /**
   * Resolves when the consumer runs; retries for as long as the broker is silent. Once the boot is over nobody is left to
   * be failed: a topic that is missing then (a broker that comes back tells of none at first) is waited for too.
   */
  private async keepConsuming(): Promise<void> {
    for (let failures = 1; !this.stop.signal.aborted; failures += 1) {
      try {
        await this.assertTopics();
        await this.consume();
        return;
      } catch (error) {
        if (this.isBooting && isUnknownTopic(error)) throw error;
        const { group } = this.subscription;
        const { message } = error as Error;
        this.logger.warn({ msg: 'consumer waits for the broker', group, failures, error: message });
        await this.disconnect();
        const delay = backoff(failures, { baseMs: 200, maxMs: 3_000 });
        await pause(delay, undefined, { signal: this.stop.signal }).catch(() => undefined);
      }
    }
  }

  private async assertTopics(): Promise<void> {
    const { group, topics } = this.subscription;
    const needed = topics.flatMap((topic) => [topic, deadLetterTopic(topic, group)]);
    const admin = this.parts.kafka.admin();
    try {
      await admin.connect();
      await admin.fetchTopicMetadata({ topics: needed.map((topic) => this.parts.kafka.physical(topic)) });
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  private async consume(): Promise<void> {
    const consumer = this.parts.kafka.consumer(this.subscription.group);
    this.consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart && !this.stop.signal.aborted && this.consumer === consumer) this.restart();
    });
    await consumer.connect();
    const topics = this.subscription.topics.map((topic) => this.parts.kafka.physical(topic));
    await consumer.subscribe({ topics, fromBeginning: true });
    const offsets = (this.offsets = new OffsetCommits());
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_A_TIME,
      eachBatch: (payload) => this.eachBatch(payload, offsets),
    });
  }

  private restart(): void {
    this.logger.warn({ msg: 'consumer crashed; it joins again', group: this.subscription.group });
    this.starting = this.disconnect().then(() => this.keepConsuming());
  }

  private async disconnect(): Promise<void> {
    const { consumer, offsets } = this;
    this.consumer = this.offsets = undefined;
    await offsets?.close();
    await consumer?.disconnect().catch(() => undefined);
  }

  private async eachBatch(payload: EachBatchPayload, offsets: OffsetCommits): Promise<void> {
    const { batch } = payload;
    const watermark = new LowWatermark(batch.messages.map((message) => message.offset));
    let isMember = true;
    const heartbeat = (): Promise<void> =>
      payload.heartbeat().catch((error: unknown) => {
        // The group rebalances, or goes on without us. It waits for every member that has a batch in hand.
        if (error instanceof KafkaJSProtocolError) isMember = false;
      });
    const heartbeats = setInterval(() => void heartbeat(), HEARTBEAT_MS);
    const place = { topic: this.parts.kafka.logical(batch.topic), partition: batch.partition };
    const incoming = (index: number): IncomingMessage => ({ ...place, message: batch.messages[index]! });
    const goesOn = (): boolean => isMember && payload.isRunning() && !payload.isStale();
    try {
      await runLanes(lanesByKey(batch.messages), this.limits, {
        together: async (indexes) => {
          if (!goesOn()) return 'STOP';
          if (!(await this.takeTogether(indexes.map(incoming), goesOn))) return 'APART';
          for (const index of indexes) watermark.settle(index);
          return 'CONTINUE';
        },
        alone: async (index) => {
          if (!goesOn() || !(await this.take(incoming(index)))) return 'STOP';
          watermark.settle(index);
          return 'CONTINUE';
        },
      });
    } finally {
      clearInterval(heartbeats);
    }
    if (watermark.offset === undefined) return;
    offsets.resolve(payload, watermark.offset);
    // Whoever has these partitions next begins where this batch came to.
    if (!goesOn()) await offsets.commit();
  }

  private takeTogether(messages: readonly IncomingMessage[], goesOn: () => boolean): Promise<boolean> {
    return this.busy(() => this.parts.processor.processTogether(this.consuming, messages, goesOn));
  }

  private async take(incoming: IncomingMessage): Promise<boolean> {
    const settled = await this.busy(() =>
      this.parts.processor.process(this.consuming, incoming, this.stop.signal),
    );
    if (settled === 'PUT_ASIDE') this.drainWaker.wake();
    return settled !== false;
  }

  /** Counts a lane as busy while it works. */
  private async busy<T>(work: () => Promise<T>): Promise<T> {
    const { group } = this.subscription;
    this.parts.metrics.lanesBusy.inc({ group });
    try {
      return await work();
    } finally {
      this.parts.metrics.lanesBusy.dec({ group });
    }
  }

  private get consuming(): Consuming {
    const listens = (type: string): boolean => this.getHandlers().has(type);
    return { ...this.subscription, dispatch: this.dispatch, listens };
  }

  private readonly dispatch = (event: ReceivedEvent, context: EventContext): Promise<void> | undefined => {
    const handler = this.getHandlers().get(event.type);
    if (!handler) return undefined;
    return (async () => {
      const result: unknown = await handler(event.data, context);
      await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
    })();
  };
}

function isUnknownTopic(error: unknown): boolean {
  return error instanceof KafkaJSProtocolError && error.type === 'UNKNOWN_TOPIC_OR_PARTITION';
}
