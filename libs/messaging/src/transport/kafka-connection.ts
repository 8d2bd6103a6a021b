import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  type Admin,
  type Consumer,
  type ICustomPartitioner,
  Kafka,
  type LogEntry,
  logLevel,
  type Producer,
} from 'kafkajs';
import { CONSUMER_DEFAULTS, MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';

/**
 * A commit is acknowledged before its markers are in the partitions, a few milliseconds later; until then the broker
 * answers the next transaction with CONCURRENT_TRANSACTIONS. Kafka's own client comes back after 20 ms too.
 */
const COMPLETING = { initialRetryTime: 20, retries: 7 };

/**
 * What is no news in a log. Producers give up after some tries, against kafkajs's advice at each start: one that tried for
 * ever would hold rows whose lease ran out, and a process that is to stop. Nothing rests on its tries: the relay publishes
 * again with a fresh producer, and consumers judge by version. The other is told at every second transaction of a busy
 * outbox (see above); a publishing that gives up is told by the relay.
 */
const EXPECTED =
  /^Limiting retries for the idempotent producer|another concurrent operation on the same transaction/;

/** The one place that knows the broker's addresses and the deployment's topic prefix. */
@Injectable()
export class KafkaConnection {
  private readonly logger = new Logger('Kafka');
  private readonly kafka: Kafka;

  constructor(@Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions) {
    this.kafka = new Kafka({
      clientId: options.clientId,
      brokers: [...options.brokers],
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4 },
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => this.log(entry),
    });
  }

  /** Name on the broker of a logical topic or group. */
  physical(name: string): string {
    return `${this.options.topicPrefix ?? ''}${name}`;
  }

  logical(topic: string): string {
    return topic.slice((this.options.topicPrefix ?? '').length);
  }

  producer(createPartitioner: ICustomPartitioner): Producer {
    return this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner,
    });
  }

  /** Its id fences every earlier producer of the same id with its first transaction. */
  transactionalProducer(transactionalId: string, createPartitioner: ICustomPartitioner): Producer {
    return this.kafka.producer({
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      transactionTimeout: 30_000,
      retry: COMPLETING,
      createPartitioner,
    });
  }

  consumer(group: string): Consumer {
    const sessionTimeout = this.options.consumer?.sessionTimeoutMs ?? CONSUMER_DEFAULTS.sessionTimeoutMs;
    return this.kafka.consumer({
      groupId: this.physical(group),
      allowAutoTopicCreation: false,
      sessionTimeout,
      rebalanceTimeout: sessionTimeout,
      heartbeatInterval: Math.floor(sessionTimeout / 10),
      maxWaitTimeInMs: 250,
      metadataMaxAge: 60_000,
    });
  }

  admin(): Admin {
    return this.kafka.admin({ retry: { retries: 1 } });
  }

  /** kafkajs calls every retry an error; those are warnings to us until something gives up. */
  private log({ level, log }: LogEntry): void {
    const { message, error, groupId } = log as { message: string; error?: string; groupId?: string };
    const line = { msg: message, ...(error ? { error } : {}), ...(groupId ? { groupId } : {}) };
    const isExpected = EXPECTED.test(message) || (error !== undefined && EXPECTED.test(error));
    if (level <= logLevel.WARN && !isExpected) this.logger.warn(line);
    else this.logger.debug(line);
  }
}
