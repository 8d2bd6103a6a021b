import { randomUUID } from 'node:crypto';
import { type Batch, Kafka, logLevel } from 'kafkajs';

/** The next offset to read, by partition. */
export type Positions = Readonly<Record<number, string>>;

export interface LogBatch {
  readonly partition: number;
  /** Where the partition goes on after this batch. */
  readonly nextOffset: string;
  readonly values: readonly Buffer[];
}

export interface LogEnds {
  readonly first: Positions;
  /** One past the last. */
  readonly last: Positions;
}

export interface LogOptions {
  readonly brokers: readonly string[];
  /** As the broker calls it. */
  readonly topic: string;
}

const BYTES_A_PARTITION = 4 << 20;

/** A whole topic, read from given places on with no trace left on the broker. */
export class TopicLog {
  private readonly kafka: Kafka;
  private readonly groupId = `projections.${randomUUID()}`;

  constructor(private readonly options: LogOptions) {
    this.kafka = new Kafka({
      clientId: 'projections',
      brokers: [...options.brokers],
      logLevel: logLevel.NOTHING,
      retry: { retries: 20, initialRetryTime: 100, maxRetryTime: 2_000 },
    });
  }

  async ends(): Promise<LogEnds> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const offsets = await admin.fetchTopicOffsets(this.options.topic);
      return {
        first: Object.fromEntries(offsets.map(({ partition, low }) => [partition, low])),
        last: Object.fromEntries(offsets.map(({ partition, high }) => [partition, high])),
      };
    } finally {
      await admin.disconnect();
    }
  }

  /**
   * Hands over batches, one after the other, for as long as nobody stops it.
   * @param from where to go on, asked again whenever the group is formed anew
   * @returns how to stop
   */
  async follow(
    from: () => Positions,
    take: (batch: LogBatch) => Promise<void>,
    failed: (error: Error) => void,
  ): Promise<() => Promise<void>> {
    const { topic } = this.options;
    const consumer = this.kafka.consumer({
      groupId: this.groupId,
      maxBytesPerPartition: BYTES_A_PARTITION,
      maxBytes: BYTES_A_PARTITION,
      maxWaitTimeInMs: 50,
      allowAutoTopicCreation: false,
    });
    consumer.on(consumer.events.GROUP_JOIN, () => {
      for (const [partition, offset] of Object.entries(from())) {
        consumer.seek({ topic, partition: Number(partition), offset });
      }
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: async (payload) => {
        if (!payload.isRunning() || payload.isStale()) return;
        await take(read(payload.batch)).catch((error: Error) => failed(error));
      },
    });
    return () => this.stop(() => consumer.disconnect());
  }

  private async stop(disconnect: () => Promise<void>): Promise<void> {
    await disconnect();
    const admin = this.kafka.admin();
    await admin.connect();
    await admin.deleteGroups([this.groupId]).catch(() => undefined); // it expires by itself
    await admin.disconnect();
  }
}

function read({ partition, messages }: Batch): LogBatch {
  return {
    partition,
    nextOffset: (BigInt(messages.at(-1)!.offset) + 1n).toString(),
    values: messages.flatMap(({ value }) => (value ? [value] : [])),
  };
}
