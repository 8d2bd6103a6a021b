import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DatabaseClock } from '@oceafin/platform';
import { RETENTION, type Retention } from '../../domain/retention';
import { ObjectStorage } from '../../ports/object-storage';
import { StoredObjects } from '../../ports/stored-objects';

const EVERY_MS = 10 * 60_000;
const BATCH = 500;

/** Drops bytes that the retention policy gives up: of aborted uploads, failed transactions, deleted and rejected files. */
@Injectable()
export class StorageSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StorageSweeper.name);
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: ObjectStorage,
    private readonly objects: StoredObjects,
    private readonly clock: DatabaseClock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.start(), EVERY_MS);
    this.timer.unref();
    this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One round; returns the number of objects dropped. Ages are the storage's and the database's own. */
  async sweep(over: Partial<Retention> = {}): Promise<number> {
    const keep = { ...RETENTION, ...over };
    const ago = (ms: number): Date => new Date(this.clock.now().getTime() - ms);
    await this.objects.purgeDeleted(ago(keep.deletedAssets));
    const before = new Date(Date.now() - keep.orphanedBytes);
    let dropped = await this.storage.sweepUnfinished(before);
    let batch: string[] = [];
    for await (const { name, modifiedAt } of this.storage.list()) {
      if (modifiedAt < before) batch.push(name);
      if (batch.length < BATCH) continue;
      dropped += await this.drop(batch, ago(keep.rejectedBytes));
      batch = [];
    }
    return dropped + (await this.drop(batch, ago(keep.rejectedBytes)));
  }

  private start(): void {
    this.running = this.sweep().then(
      (dropped) => void (dropped > 0 && this.logger.log({ message: 'Objects dropped', dropped })),
      (error: Error) => this.logger.warn({ message: 'Sweep not finished', error: error.name }),
    );
  }

  private async drop(names: readonly string[], rejectedBefore: Date): Promise<number> {
    if (names.length === 0) return 0;
    const disposable = await this.objects.disposable(names, rejectedBefore);
    for (const name of disposable) await this.storage.remove(name);
    return disposable.length;
  }
}
