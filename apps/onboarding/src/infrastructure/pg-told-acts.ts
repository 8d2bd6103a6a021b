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
import { LookLoop } from './look-loop';

const AT_ONCE = 200;

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
  private readonly loop = new LookLoop(() => this.log());

  constructor(
    @Inject(WORKER_DB) private readonly db: DataSource,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  override async add(tx: EntityManager, act: AuditEntry): Promise<void> {
    await tx.query('INSERT INTO told_acts (act) VALUES ($1)', [JSON.stringify(act)]);
    afterCommit(tx, () => this.loop.look());
  }

  onApplicationBootstrap(): void {
    this.loop.look();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async log(): Promise<void> {
    try {
      let count: number;
      do count = await workerTransaction(this.db, (tx) => this.logSome(tx));
      while (count === AT_ONCE && !this.loop.isStopped);
    } catch (error) {
      this.logger.warn({ message: 'Acts of operators can not be logged now', err: error });
    }
  }

  /** `DELETE … RETURNING` gives `[rows, count]` in TypeORM, in no order. */
  private async logSome(tx: EntityManager): Promise<number> {
    const [taken] = await tx.query<[Taken[], number]>(TAKE);
    taken.sort((a, b) => Number(a.toldId) - Number(b.toldId));
    const acts = taken.map(({ act }) => act);
    if (acts.length > 0) await this.audit.recordAll(tx, acts);
    return taken.length;
  }
}
