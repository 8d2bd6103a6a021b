import { CompressionTypes, type Producer, type Transaction } from 'kafkajs';
import { KafkaConnection } from '../transport/kafka-connection';
import { ChosenPartitions } from './chosen-partitions';
import { type OutboxRow, topicMessages } from './outbox-rows';

/** Brings rows to the broker; resolves when every in-sync replica has them. */
export interface Publisher {
  /** Called before the rows of a round are read. */
  prepare(): Promise<void>;
  publish(rows: readonly OutboxRow[]): Promise<void>;
  /** The next publishing begins with a fresh producer: a failed one may have lost its sequence. */
  reset(): Promise<void>;
}

/** One idempotent producer for all buckets of this instance. */
export class PlainPublisher implements Publisher {
  private producer?: Producer;
  private readonly partitions = new ChosenPartitions();

  constructor(private readonly kafka: KafkaConnection) {}

  async prepare(): Promise<void> {
    if (this.producer) return;
    const producer = this.kafka.producer(this.partitions.createPartitioner);
    await producer.connect();
    this.producer = producer;
  }

  async publish(rows: readonly OutboxRow[]): Promise<void> {
    await this.partitions.sent(() =>
      this.producer!.sendBatch({
        acks: -1,
        compression: CompressionTypes.None,
        topicMessages: topicMessages(rows, (topic) => this.kafka.physical(topic)),
      }),
    );
  }

  async reset(): Promise<void> {
    const failed = this.producer;
    this.producer = undefined;
    await failed?.disconnect().catch(() => undefined);
  }
}

/**
 * A transactional producer whose id belongs to the fenced bucket, not to the instance: whoever takes the bucket over
 * fences the one before. The fence is up before rows are read, so rows read under an older one can't reach the topic
 * any more; only compacted topics need it, where a stale last event would stay.
 */
export class FencedPublisher implements Publisher {
  private producer?: Producer;
  private transaction?: Transaction;
  private readonly partitions = new ChosenPartitions();

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly transactionalId: string,
  ) {}

  /** kafkajs fences with the first transaction of a producer; until it sends something, the broker knows of none. */
  async prepare(): Promise<void> {
    if (this.producer) return;
    const producer = this.kafka.transactionalProducer(
      this.transactionalId,
      this.partitions.createPartitioner,
    );
    await producer.connect();
    this.transaction = await producer.transaction();
    this.producer = producer;
  }

  async publish(rows: readonly OutboxRow[]): Promise<void> {
    const transaction = this.transaction ?? (await this.producer!.transaction());
    this.transaction = undefined;
    try {
      await this.partitions.sent(() =>
        transaction.sendBatch({
          acks: -1,
          topicMessages: topicMessages(rows, (topic) => this.kafka.physical(topic)),
        }),
      );
      await transaction.commit();
    } catch (error) {
      if (transaction.isActive()) await transaction.abort().catch(() => undefined);
      throw error;
    }
  }

  async reset(): Promise<void> {
    const failed = this.producer;
    this.producer = undefined;
    this.transaction = undefined;
    await failed?.disconnect().catch(() => undefined);
  }
}
