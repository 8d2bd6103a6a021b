import type { InjectionToken } from '@nestjs/common';
import type { EventDefinition } from './event-definition';

export const MESSAGING_OPTIONS = Symbol('MESSAGING_OPTIONS');

/** Ids that travel with events, so that one cause can be followed through every process. */
export interface Correlation {
  readonly correlationId?: string;
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** How the host application tells and takes the ids of the current unit of work. */
export interface CorrelationPort {
  current(): Correlation;
  run<T>(correlation: Correlation, work: () => Promise<T>): Promise<T>;
}

export interface RelayOptions {
  /** Rows published in one round, over all buckets of this instance. */
  readonly batchSize: number;
  /** How long a bucket stays with an instance that doesn't renew, in milliseconds of the database's clock. */
  readonly leaseMs: number;
  /** How often the outbox is looked at when nobody wakes the relay, in milliseconds. */
  readonly sweepMs: number;
  /** Rows unpublished for longer than this, in milliseconds, are counted as overdue and logged. */
  readonly overdueMs: number;
}

export interface ConsumerOptions {
  /** Keys of one partition that are handled at the same time. */
  readonly lanes: number;
  /** Messages that are applied in one transaction at most, of one key or of a backlog; 1: each has its own. */
  readonly together: number;
  /** Tries of one message before its key is parked; infrastructure errors don't count. */
  readonly attempts: number;
  /** How many of them are made in place; then the key steps aside, and other keys need not wait for it. */
  readonly attemptsInPlace: number;
  /** First pause between tries, in milliseconds; doubled each time, with jitter. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly sessionTimeoutMs: number;
  /** How often held keys are looked at that another instance put aside, or a person wants replayed, in milliseconds. */
  readonly drainSweepMs: number;
}

export interface MessagingOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Put before every topic and group name on the broker; empty in production. */
  readonly topicPrefix?: string;
  /** Unique per running process. */
  readonly instanceId: string;
  /** Token of the TypeORM DataSource that relay and consumers work with. */
  readonly workerDb: InjectionToken;
  /** Every event this process produces or consumes. */
  readonly contracts: readonly EventDefinition[];
  readonly correlation?: CorrelationPort;
  readonly relay?: Partial<RelayOptions>;
  readonly consumer?: Partial<ConsumerOptions>;
}

export const RELAY_DEFAULTS: RelayOptions = {
  batchSize: 500,
  leaseMs: 10_000,
  sweepMs: 1_000,
  overdueMs: 10_000,
};

export const CONSUMER_DEFAULTS: ConsumerOptions = {
  lanes: 8,
  together: 16,
  attempts: 6,
  attemptsInPlace: 2,
  backoffMs: 100,
  maxBackoffMs: 5_000,
  sessionTimeoutMs: 6_000,
  drainSweepMs: 1_000,
};

/** Used where the host gives no correlation of its own. */
export const NO_CORRELATION: CorrelationPort = {
  current: () => ({}),
  run: (_correlation, work) => work(),
};
