import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, register } from 'prom-client';

const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

/** The library's metrics, in prom-client's default registry. */
@Injectable()
export class MessagingMetrics {
  readonly outboxOldestSeconds = gauge(
    'messaging_outbox_oldest_seconds',
    'Age of the oldest unpublished row seen here',
  );
  readonly published = counter('messaging_published_total', 'Events acknowledged by the broker', ['topic']);
  readonly publishSeconds = histogram(
    'messaging_publish_seconds',
    'One batch to the broker and its acknowledgement',
  );
  readonly publishFailures = counter('messaging_publish_failures_total', 'Publishing rounds that failed');
  readonly handled = counter('messaging_handled_total', 'Messages settled, by outcome', [
    'group',
    'topic',
    'outcome',
  ]);
  readonly handleSeconds = histogram('messaging_handle_seconds', 'Handler and its transaction', [
    'group',
    'type',
  ]);
  readonly retries = counter('messaging_retries_total', 'Tries after the first', ['group', 'kind']);
  readonly parked = counter('messaging_parked_total', 'Messages parked', ['group', 'topic', 'code']);
}

function counter<T extends string>(name: string, help: string, labelNames: T[] = []): Counter<T> {
  return (register.getSingleMetric(name) as Counter<T>) ?? new Counter({ name, help, labelNames });
}

function gauge(name: string, help: string): Gauge {
  return (register.getSingleMetric(name) as Gauge) ?? new Gauge({ name, help });
}

function histogram<T extends string>(name: string, help: string, labelNames: T[] = []): Histogram<T> {
  return (
    (register.getSingleMetric(name) as Histogram<T>) ??
    new Histogram({ name, help, labelNames, buckets: SECONDS })
  );
}
