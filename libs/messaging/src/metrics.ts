import { Injectable, Optional } from '@nestjs/common';
import { Counter, Gauge, Histogram, register, Registry } from 'prom-client';

const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];
const DELAYS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300];

/** The library's metrics, in the host's prom-client `Registry` where one can be injected, else in the default one. */
@Injectable()
export class MessagingMetrics {
  private readonly registry: Registry;

  constructor(@Optional() registry?: Registry) {
    this.registry = registry ?? register;
    this.outboxMessages = this.gauge('messaging_outbox_messages', 'Unpublished rows, counted to 100,000');
    this.outboxOldestSeconds = this.gauge(
      'messaging_outbox_oldest_seconds',
      'Age of the oldest unpublished row',
    );
    this.outboxOverdue = this.gauge(
      'messaging_outbox_overdue_messages',
      'Rows unpublished for longer than they should',
    );
    this.relayBuckets = this.gauge('messaging_relay_buckets', 'Outbox buckets that this instance holds');
    this.published = this.counter('messaging_published_total', 'Events acknowledged by the broker', [
      'topic',
    ]);
    this.publishSeconds = this.histogram(
      'messaging_publish_seconds',
      'One batch to the broker and its acknowledgement',
      SECONDS,
    );
    this.publishDelay = this.histogram(
      'messaging_publish_delay_seconds',
      'From append to the acknowledgement of the broker',
      DELAYS,
      ['topic'],
    );
    this.publishFailures = this.counter('messaging_publish_failures_total', 'Publishing rounds that failed');
    this.handled = this.counter('messaging_handled_total', 'Messages settled, by outcome', [
      'group',
      'topic',
      'outcome',
    ]);
    this.handleSeconds = this.histogram('messaging_handle_seconds', 'Handler and its transaction', SECONDS, [
      'group',
      'type',
    ]);
    this.retries = this.counter('messaging_retries_total', 'Tries that failed and are made again', [
      'group',
      'kind',
    ]);
    this.gaps = this.counter('messaging_gaps_total', 'Times that a key began to wait for a missing version', [
      'group',
      'topic',
    ]);
    this.parked = this.counter('messaging_parked_total', 'Messages parked', ['group', 'topic', 'code']);
    this.parkedKeys = this.gauge('messaging_parked_keys', 'Keys held back, by why', ['group', 'state']);
    this.parkedOldestSeconds = this.gauge(
      'messaging_parked_oldest_seconds',
      'Age of the key held back longest',
      ['group', 'state'],
    );
    this.lag = this.gauge('messaging_consumer_lag', 'Messages behind the end of the partition', [
      'group',
      'topic',
      'partition',
    ]);
    this.paused = this.gauge(
      'messaging_consumer_paused',
      '1 while the consumer waits for its infrastructure',
      ['group'],
    );
    this.lanesBusy = this.gauge('messaging_lanes_busy', 'Lanes that handle a message now', ['group']);
    this.lanes = this.gauge('messaging_lanes', 'Lanes there are, over all partitions read at a time', [
      'group',
    ]);
  }

  readonly outboxMessages: Gauge;
  readonly outboxOldestSeconds: Gauge;
  readonly outboxOverdue: Gauge;
  readonly relayBuckets: Gauge;
  readonly published: Counter<'topic'>;
  readonly publishSeconds: Histogram;
  readonly publishDelay: Histogram<'topic'>;
  readonly publishFailures: Counter;
  readonly handled: Counter<'group' | 'topic' | 'outcome'>;
  readonly handleSeconds: Histogram<'group' | 'type'>;
  readonly retries: Counter<'group' | 'kind'>;
  readonly gaps: Counter<'group' | 'topic'>;
  readonly parked: Counter<'group' | 'topic' | 'code'>;
  readonly parkedKeys: Gauge<'group' | 'state'>;
  readonly parkedOldestSeconds: Gauge<'group' | 'state'>;
  readonly lag: Gauge<'group' | 'topic' | 'partition'>;
  readonly paused: Gauge<'group'>;
  readonly lanesBusy: Gauge<'group'>;
  readonly lanes: Gauge<'group'>;

  private counter<T extends string>(name: string, help: string, labelNames: T[] = []): Counter<T> {
    return (
      this.known<Counter<T>>(name) ?? new Counter({ name, help, labelNames, registers: [this.registry] })
    );
  }

  private gauge<T extends string>(name: string, help: string, labelNames: T[] = []): Gauge<T> {
    return this.known<Gauge<T>>(name) ?? new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<T extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: T[] = [],
  ): Histogram<T> {
    const options = { name, help, buckets, labelNames, registers: [this.registry] };
    return this.known<Histogram<T>>(name) ?? new Histogram(options);
  }

  /** Several applications in one process share a registry. */
  private known<M>(name: string): M | undefined {
    return this.registry.getSingleMetric(name) as M | undefined;
  }
}
