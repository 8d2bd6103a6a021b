import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ScanQueue } from '../../ports/scan-queue';

/** What operators watch: the backlog's age above all, since it grows when the scanner is away. */
@Injectable()
export class ScanMetrics {
  private readonly durations: Histogram<'verdict'>;
  private readonly deferrals: Counter<'error'>;

  constructor(registry: Registry, queue: ScanQueue) {
    this.durations = new Histogram({
      name: 'file_scan_duration_seconds',
      help: 'Time from taking a stored object to its verdict.',
      labelNames: ['verdict'],
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
      registers: [registry],
    });
    this.deferrals = new Counter({
      name: 'file_scan_deferrals_total',
      help: 'Scans that could not be completed and are tried again.',
      labelNames: ['error'],
      registers: [registry],
    });
    const oldest = new Gauge({
      name: 'file_scan_oldest_seconds',
      help: 'Age of the oldest stored object without a verdict.',
      registers: [registry],
    });
    new Gauge({
      name: 'file_scan_backlog',
      help: 'Stored objects without a verdict.',
      registers: [registry],
      async collect() {
        const backlog = await queue.backlog().catch(() => undefined);
        if (!backlog) return;
        this.set(backlog.waiting);
        oldest.set(backlog.oldestSeconds);
      },
    });
  }

  scanned(verdict: string, seconds: number): void {
    this.durations.observe({ verdict }, seconds);
  }

  deferred(error: string): void {
    this.deferrals.inc({ error });
  }
}
