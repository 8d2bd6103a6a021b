import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, WORKER_DB, workerTransaction } from '@oceafin/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { type CaseCommand, type CaseState, isWithRules, judgeableAt, type TimerKind } from '../../domain';
import { Cases } from '../../ports/cases';
import { StepTimers } from '../../ports/step-timers';
import { DocumentExpiry } from './document-expiry';
import { PROCESSING, type ProcessingOptions } from './processing-options';
import { RoundJudge } from './round-judge';

/** How long a round with unscanned files waits before it is looked at again without being told. */
const UNSCANNED_LOOK_MS = 30_000;

/** Moves a case on by itself: SUBMITTED → PROCESSING → judged. Every step looks where the case stands first. */
@Injectable()
export class NextStep {
  constructor(
    @Inject(WORKER_DB) private readonly db: DataSource,
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    @Inject(PROCESSING) private readonly options: ProcessingOptions,
    private readonly cases: Cases,
    private readonly timers: StepTimers,
    private readonly judge: RoundJudge,
    private readonly expiry: DocumentExpiry,
  ) {}

  /** Carries out what the case waits for, if anything; may be called again at any moment. */
  async of(caseId: string, kind: TimerKind, attempt = 1): Promise<void> {
    if (kind === 'DUE') return this.command(caseId, () => [{ type: 'PassDueDate' }]);
    if (kind === 'REMIND') return this.command(caseId, () => [{ type: 'Remind' }]);
    if (kind === 'EXPIRY') return this.command(caseId, (state, tx) => this.expiry.commands(tx, state));
    const seen = await this.cases.read(this.db.manager, { caseId });
    if (!seen || seen.control === 'CLOSED') return;
    const state = seen.stage === 'SUBMITTED' ? await this.start(caseId) : seen;
    if (state && isWithRules(state)) await this.decide(state, attempt);
  }

  private async command(
    caseId: string,
    work: (state: CaseState, tx: EntityManager) => CaseCommand[] | Promise<CaseCommand[]>,
  ): Promise<void> {
    await workerTransaction(this.db, (tx) => this.cases.change(tx, { caseId }, (state) => work(state, tx)));
  }

  /** The case as it stands then; undefined where the round is to be in processing for a while first. */
  private async start(caseId: string): Promise<CaseState | undefined> {
    const change = await workerTransaction(this.db, (tx) =>
      this.cases.change(tx, { caseId }, (state) =>
        state.stage === 'SUBMITTED' && state.control !== 'CLOSED' ? [{ type: 'StartProcessing' }] : [],
      ),
    );
    return this.options.processingMinMs > 0 ? undefined : change?.state;
  }

  private async decide(seen: CaseState, attempt: number): Promise<void> {
    const { caseId } = seen;
    const now = this.clock.now();
    const earliest = judgeableAt(seen, this.options);
    if (now.toISOString() < earliest) return this.postpone(caseId, earliest);
    const material = await this.judge.material(this.db.manager, seen);
    if (material.unscanned) {
      return this.postpone(caseId, new Date(now.getTime() + UNSCANNED_LOOK_MS).toISOString());
    }
    const judgement = await this.judge.judge(seen, material, { now, attempt });
    await workerTransaction(this.db, (tx) =>
      this.cases.change(tx, { caseId }, (state) => (isSameRound(state, seen) ? judgement(state) : [])),
    );
  }

  private postpone(caseId: string, at: string): Promise<void> {
    return workerTransaction(this.db, (tx) => this.timers.postpone(tx, caseId, at));
  }
}

/** Withdrawn, closed or decided meanwhile: then the judgement is void. */
function isSameRound(state: CaseState, seen: CaseState): boolean {
  return isWithRules(state) && state.evidence?.submissionId === seen.evidence?.submissionId;
}
