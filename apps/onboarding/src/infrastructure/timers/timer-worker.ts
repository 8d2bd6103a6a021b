import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { RequestContext, WORKER_DB } from '@oceafin/platform';
import type { DataSource } from 'typeorm';
import type { TimerKind } from '../../domain';
import { NextStep } from '../../features/process-case/next-step';
import { LookLoop } from '../look-loop';
import { TimerAlarm } from './timer-alarm';

/** A timer that is taken comes back after this long, doubled each time, should its taker die or fail. */
const LEASE_SECONDS = 10;
const LONGEST_LEASE_SECONDS = 300;
const AT_ONCE = 8;

/** Its commit waits for no disk: a lease that a crash of the database takes back is a timer that is due again. */
const TAKE = `
  UPDATE case_timers t
     SET attempts = t.attempts + 1,
         due_at = clock_timestamp()
                + make_interval(secs => LEAST(${LEASE_SECONDS} * power(2, LEAST(t.attempts, 10)), ${LONGEST_LEASE_SECONDS}))
    FROM (SELECT case_id, kind FROM case_timers WHERE due_at <= clock_timestamp()
           ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED) due,
         (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
   WHERE t.case_id = due.case_id AND t.kind = due.kind
  RETURNING t.case_id, t.kind, t.attempts, t.correlation_id`;

interface Taken {
  case_id: string;
  kind: TimerKind;
  attempts: number;
  correlation_id: string | null;
}

/** Takes due timers, on as many instances as there are, and carries out their cases' next steps. */
@Injectable()
export class TimerWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TimerWorker.name);
  private readonly loop = new LookLoop(() => this.drain());

  constructor(
    @Inject(WORKER_DB) private readonly db: DataSource,
    private readonly alarm: TimerAlarm,
    private readonly nextStep: NextStep,
  ) {}

  onApplicationBootstrap(): void {
    this.alarm.onRing(() => this.look());
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = this.loop.stop();
    this.alarm.silence();
    await stopped;
  }

  /** Carries out everything that is due now; calls during a run make it look once more. */
  look(): void {
    this.loop.look();
  }

  private async drain(): Promise<void> {
    try {
      let taken: Taken[];
      do {
        taken = await this.takeDue();
        await Promise.all(taken.map((one) => this.carryOut(one)));
      } while (taken.length > 0 && !this.loop.isStopped);
    } catch (error) {
      this.logger.warn({ message: 'Timers can not be read now', err: error });
    }
  }

  /** `UPDATE … RETURNING` gives `[rows, count]` in TypeORM. */
  private async takeDue(): Promise<Taken[]> {
    const [rows] = await this.db.query<[Taken[], number]>(TAKE);
    return rows;
  }

  private async carryOut({ case_id: caseId, kind, attempts, correlation_id }: Taken): Promise<void> {
    const correlationId = correlation_id ?? randomUUID();
    try {
      await RequestContext.run({ requestId: correlationId, correlationId }, () =>
        this.nextStep.of(caseId, kind, attempts),
      );
    } catch (error) {
      this.logger.error({
        message: 'A step failed and will be tried again',
        kind,
        caseId,
        attempts,
        err: error,
      });
    }
  }
}
