import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type AuditEntry, AuditLog } from '@oceafin/operator-access';
import { WORKER_DB, workerTransaction } from '@oceafin/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { ToldActs } from '../ports/told-acts';
import { afterCommit } from './after-commit';

const AT_ONCE = 200;
const LOOK_MS = 1_000;

/** Another instance that takes at the same time waits here, and finds these gone. */
const TAKE = `
  DELETE FROM told_acts WHERE told_id IN (SELECT told_id FROM told_acts ORDER BY told_id LIMIT ${AT_ONCE} FOR UPDATE)
  RETURNING told_id AS "toldId", act`;

interface Taken {
  readonly toldId: string;
  readonly act: AuditEntry;
}

/**
 * The log is one chain, so its entries are added one after the other. Consumers don't wait in that line:
 * they leave acts here, and whoever looks next adds all that are there at once.
 */
@Injectable()
export class PgToldActs extends ToldActs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PgToldActs.name);
  private looking?: NodeJS.Timeout;
  private running?: Promise<void>;
  private again = false;
  private stopped = false;

  constructor(
    @Inject(WORKER_DB) private readonly db: DataSource,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  override async add(tx: EntityManager, act: AuditEntry): Promise<void> {
    await tx.query('INSERT INTO told_acts (act) VALUES ($1)', [JSON.stringify(act)]);
    afterCommit(tx, () => this.look());
  }

  onApplicationBootstrap(): void {
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.looking);
    await this.running;
  }

  private look(): void {
    this.again = true;
    if (this.stopped || this.running) return;
    clearTimeout(this.looking);
    this.running = this.log().finally(() => {
      this.running = undefined;
      if (!this.stopped) this.looking = setTimeout(() => this.look(), LOOK_MS);
    });
  }

  private async log(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const count = await workerTransaction(this.db, (tx) => this.logSome(tx));
        this.again ||= count === AT_ONCE;
      }
    } catch (error) {
      this.logger.warn({ message: 'Acts of operators can not be logged now', err: error });
    }
  }

  /** `DELETE … RETURNING` gives `[rows, count]` in TypeORM, in no order. */
  private async logSome(tx: EntityManager): Promise<number> {
    const [taken] = await tx.query<[Taken[], number]>(TAKE);
    taken.sort((a, b) => Number(a.toldId) - Number(b.toldId));
    if (taken.length > 0)
      await this.audit.recordAll(
        tx,
        taken.map(({ act }) => act),
      );
    return taken.length;
  }
}
