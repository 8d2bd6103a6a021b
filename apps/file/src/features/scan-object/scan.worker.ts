import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ScanQueue, ScanWakeUp } from '../../ports/scan-queue';
import { ScanObjectHandler } from './scan-object.handler';

/** Stored objects of other instances, and those whose turn comes by time, are looked for this often. */
const POLL_MS = 2_000;
const AFTER_FAILURE_MS = 1_000;

/** Scans as long as the process lives: woken by commits here, and looking by itself. */
@Injectable()
export class ScanWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ScanWorker.name);
  private readonly lanes: Promise<void>[] = [];
  private readonly sleepers = new Set<() => void>();
  private wakeUps = 0;
  private stopping = false;

  constructor(
    private readonly queue: ScanQueue,
    private readonly handler: ScanObjectHandler,
    wakeUp: ScanWakeUp,
    private readonly concurrency: number,
  ) {
    wakeUp.onWake(() => this.wake());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.releaseOwn();
    for (let lane = 0; lane < this.concurrency; lane += 1) this.lanes.push(this.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake();
    await Promise.all(this.lanes);
  }

  private wake(): void {
    this.wakeUps += 1;
    for (const resume of this.sleepers) resume();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const seen = this.wakeUps;
      try {
        const task = await this.queue.take();
        if (task) await this.handler.handle(task);
        else if (this.wakeUps === seen) await this.sleep(await this.pauseMs());
      } catch (error) {
        this.logger.warn({ message: 'Scanning paused', error: (error as Error).name });
        await this.sleep(AFTER_FAILURE_MS);
      }
    }
  }

  private async pauseMs(): Promise<number> {
    const due = await this.queue.nextDueIn();
    return Math.min(POLL_MS, Math.max(50, due ?? POLL_MS));
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, ms);
      this.sleepers.add(resume);
    });
  }
}
