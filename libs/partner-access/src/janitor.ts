import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { WORKER_DB } from '@oceafin/platform';
import type { DataSource } from 'typeorm';
import { purgeExpiredAnswers } from './idempotency/purge-expired-answers';
import { NonceLedger } from './nonces/nonce-ledger';

const EVERY_MS = 60_000;

/** Deletes expired nonces and stored answers, in bounded batches. */
@Injectable()
export class Janitor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Janitor.name);
  private timer?: NodeJS.Timeout;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly nonces: NonceLedger,
    @Inject(WORKER_DB) private readonly db: DataSource,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.work = this.work.then(() => this.sweep());
    }, EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private async sweep(): Promise<void> {
    try {
      await this.nonces.purge();
      await purgeExpiredAnswers(this.db);
    } catch (error) {
      this.logger.warn(
        `sweep failed, tried again later: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
