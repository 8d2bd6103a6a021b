import { Inject, Injectable, Logger } from '@nestjs/common';
import { Outbox } from '@oceafin/messaging';
import { DatabaseClock, WORKER_DB, workerTransaction } from '@oceafin/platform';
import type { DataSource } from 'typeorm';
import type { Verdict } from '../../domain/file-asset';
import { judged } from '../../domain/file-events';
import { CRASHES_UNTIL_VERDICT, rejected, verdictOf } from '../../domain/scan-policy';
import { MalwareScanner } from '../../ports/malware-scanner';
import { ScanQueue, type ScanTask } from '../../ports/scan-queue';
import { InspectorCrashedError, StructureInspector } from '../../ports/structure-inspector';
import { DocumentVault } from '../../vault/document-vault';
import { ScanMetrics } from './scan.metrics';

const RENEW_MS = 5_000;

/** Scans one stored object to a verdict, or gives it back: what couldn't be scanned in full is never passed. */
@Injectable()
export class ScanObjectHandler {
  private readonly logger = new Logger(ScanObjectHandler.name);

  constructor(
    @Inject(WORKER_DB) private readonly db: DataSource,
    private readonly queue: ScanQueue,
    private readonly vault: DocumentVault,
    private readonly scanner: MalwareScanner,
    private readonly inspector: StructureInspector,
    private readonly outbox: Outbox,
    private readonly clock: DatabaseClock,
    private readonly metrics: ScanMetrics,
  ) {}

  async handle(task: ScanTask): Promise<void> {
    const renewal = setInterval(() => void this.queue.renew(task).catch(() => undefined), RENEW_MS);
    const started = performance.now();
    try {
      const verdict = await this.judge(task);
      await this.settle(task, verdict);
      this.metrics.scanned(verdict.reason ?? verdict.status, (performance.now() - started) / 1_000);
    } catch (error) {
      await this.giveBack(task, error);
    } finally {
      clearInterval(renewal);
    }
  }

  private async judge(task: ScanTask): Promise<Verdict> {
    const [malware, structure] = await Promise.allSettled([
      this.scanner.scan(this.vault.read(task)),
      this.inspector.inspect(this.vault.read(task), task.contentType),
    ]);
    // Without the scanner's answer nothing is known; its failure says nothing about the file.
    if (malware.status === 'rejected') throw malware.reason;
    if (structure.status === 'fulfilled') {
      const { value } = structure;
      if (!value.clean) this.logger.log({ message: 'Refused', object: task.objectName, cause: value.cause });
      return verdictOf(malware.value, value.clean ? 'CLEAN' : value.reason);
    }
    const error: unknown = structure.reason;
    if (!(error instanceof InspectorCrashedError)) throw error;
    if (malware.value !== 'CLEAN') return rejected(malware.value);
    if (task.crashes + 1 >= CRASHES_UNTIL_VERDICT) return rejected(error.reason);
    throw error;
  }

  private async settle(task: ScanTask, verdict: Verdict): Promise<void> {
    await workerTransaction(this.db, async (tx) => {
      const assets = await this.queue.settle(tx, task, verdict);
      if (!assets) return;
      const at = this.clock.now();
      await this.outbox.append(
        tx,
        assets.map((asset) => judged(asset, at)),
      );
    });
  }

  private async giveBack(task: ScanTask, error: unknown): Promise<void> {
    const { name, message } = error as Error;
    this.metrics.deferred(name);
    this.logger.warn({
      message: 'Not scanned; tried again later',
      object: task.objectName,
      error: name,
      why: message,
    });
    // When the database is away too, the lease runs out by itself.
    await this.queue.defer(task, error instanceof InspectorCrashedError).catch(() => undefined);
  }
}
