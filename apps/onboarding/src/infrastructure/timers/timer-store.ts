import { Inject, Injectable } from '@nestjs/common';
import { RequestContext } from '@oceafin/platform';
import type { EntityManager } from 'typeorm';
import { type CaseState, type TimerKind, timersOf, type Timing } from '../../domain';
import { StepTimers } from '../../ports/step-timers';
import { afterCommit } from '../after-commit';
import { TimerAlarm } from './timer-alarm';

export const TIMING = Symbol('TIMING');

const SET = `
  INSERT INTO case_timers (case_id, kind, partner_id, due_at, correlation_id) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (case_id, kind) DO UPDATE
     SET due_at = EXCLUDED.due_at, attempts = 0, correlation_id = EXCLUDED.correlation_id`;

const NUDGE = `
  UPDATE case_timers t SET due_at = LEAST(t.due_at, clock_timestamp())
    FROM onboarding_cases c
   WHERE c.case_id = t.case_id AND c.customer_id = $1 AND t.kind = 'STEP'`;

/** A timer that was nudged since it was taken is due already, and stays so. */
const POSTPONE = `
  UPDATE case_timers SET due_at = $2 WHERE case_id = $1 AND kind = 'STEP' AND due_at > clock_timestamp()`;

/** Timers are rows written with the change that calls for them, so none is lost and none outlives its reason. */
@Injectable()
export class TimerStore extends StepTimers {
  constructor(
    @Inject(TIMING) private readonly timing: Timing,
    private readonly alarm: TimerAlarm,
  ) {
    super();
  }

  /** Makes the case's timers those of `after`. */
  async follow(tx: EntityManager, before: CaseState, after: CaseState): Promise<void> {
    const had = timersOf(before, this.timing);
    const has = timersOf(after, this.timing);
    const kinds = new Set([...Object.keys(had), ...Object.keys(has)] as TimerKind[]);
    for (const kind of kinds) {
      const dueAt = has[kind];
      if (dueAt === had[kind]) continue;
      if (dueAt) {
        await tx.query(SET, [
          after.caseId,
          kind,
          after.partnerId,
          dueAt,
          RequestContext.current()?.correlationId ?? null,
        ]);
        afterCommit(tx, () => this.alarm.ring(dueAt));
      } else {
        await tx.query('DELETE FROM case_timers WHERE case_id = $1 AND kind = $2', [after.caseId, kind]);
      }
    }
  }

  override async nudge(tx: EntityManager, customerId: string): Promise<void> {
    await tx.query(NUDGE, [customerId]);
    afterCommit(tx, () => this.alarm.ring(new Date(0).toISOString()));
  }

  override async postpone(tx: EntityManager, caseId: string, at: string): Promise<void> {
    await tx.query(POSTPONE, [caseId, at]);
    afterCommit(tx, () => this.alarm.ring(at));
  }
}
