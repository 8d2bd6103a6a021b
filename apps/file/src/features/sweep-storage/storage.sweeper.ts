import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DatabaseClock } from '@oceafin/platform';
import { ObjectStorage } from '../../ports/object-storage';
import { StoredObjects } from '../../ports/stored-objects';

const EVERY_MS = 10 * 60_000;
/** No upload or transaction takes this long: what has no row by then never gets one. */
const ORPHAN_AGE_MS = 60 * 60_000;
/** How long a deleted asset can still be called back by a submission that was being accepted. */
const DELETED_AGE_MS = 24 * 60 * 60_000;
const BATCH = 500;

/** Drops bytes that belong to no asset: of aborted uploads, failed transactions, deleted files. */
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

  /** One round; returns the number of orphans dropped. Ages are the storage's and the database's own. */
  async sweep(orphanAgeMs = ORPHAN_AGE_MS, deletedAgeMs = DELETED_AGE_MS): Promise<number> {
    await this.objects.purgeDeleted(new Date(this.clock.now().getTime() - deletedAgeMs));
    const before = new Date(Date.now() - orphanAgeMs);
    let dropped = await this.storage.sweepUnfinished(before);
    let batch: string[] = [];
    for await (const { name, modifiedAt } of this.storage.list()) {
      if (modifiedAt < before) batch.push(name);
      if (batch.length < BATCH) continue;
      dropped += await this.dropOrphans(batch);
      batch = [];
    }
    return dropped + (await this.dropOrphans(batch));
  }

  private start(): void {
    this.running = this.sweep().then(
      (dropped) => void (dropped > 0 && this.logger.log({ message: 'Orphans dropped', dropped })),
      (error: Error) => this.logger.warn({ message: 'Sweep not finished', error: error.name }),
    );
  }

  private async dropOrphans(names: readonly string[]): Promise<number> {
    if (names.length === 0) return 0;
    const orphans = await this.objects.withoutRow(names);
    for (const name of orphans) await this.storage.remove(name);
    return orphans.length;
  }
}
