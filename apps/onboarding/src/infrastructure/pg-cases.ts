import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { TOPICS } from '@oceafin/contracts';
import { Outbox } from '@oceafin/messaging';
import { DatabaseClock } from '@oceafin/platform';
import type { EntityManager } from 'typeorm';
import {
  awaitingOf,
  type CaseEvent,
  type CaseState,
  decide,
  evolve,
  newCase,
  publicStatusOf,
  told,
  type Told,
} from '../domain';
import { type CaseChange, type CaseKey, Cases, type CaseWork, type Opening } from '../ports/cases';
import { requirementId } from '../application/requirement-id';
import { TimerStore } from './timers/timer-store';

interface CaseRow {
  state: CaseState;
  version: string;
  updated_at: Date;
}

const OPEN = `
  INSERT INTO onboarding_cases
    (case_id, customer_id, partner_id, version, state, status, awaiting, partner_customer_ref, opened_at, updated_at)
  VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $8) ON CONFLICT (customer_id) DO NOTHING`;

const SAVE = `
  WITH history AS (
    INSERT INTO case_events (case_id, version, partner_id, event)
    SELECT $1, $2 + n, $3, event FROM unnest($4::jsonb[]) WITH ORDINALITY AS e (event, n)
  )
  UPDATE onboarding_cases
     SET version = $2 + cardinality($4::jsonb[]), state = $5, status = $6, awaiting = $7, updated_at = $8,
         opened_at = COALESCE($9, opened_at)
   WHERE case_id = $1`;

/** Cases in PostgreSQL: one row each, locked while it changes, with its whole history beside it. */
@Injectable()
export class PgCases extends Cases {
  constructor(
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    private readonly timers: TimerStore,
  ) {
    super();
  }

  override async read(tx: EntityManager, key: CaseKey): Promise<CaseState | null> {
    return (await this.find(tx, key, ''))?.state ?? null;
  }

  override async change(tx: EntityManager, key: CaseKey, work: CaseWork): Promise<CaseChange | null> {
    const row = await this.find(tx, key, 'FOR NO KEY UPDATE');
    if (!row) return null;
    const at = notBefore(row.updated_at, this.clock.now()).toISOString();
    const { caseId } = row.state;
    const ground = { at, newId: randomUUID, requirementId: (key: string) => requirementId(caseId, key) };
    const events: CaseEvent[] = [];
    const outgoing: Told[] = [];
    let state = row.state;
    for (const command of await work(state, at)) {
      for (const event of decide(state, command, ground)) {
        state = evolve(state, event);
        events.push(event);
        const outside = told(event, state);
        if (outside) outgoing.push(outside);
      }
    }
    if (events.length > 0) await this.save(tx, row, state, events, at);
    const version = await this.tell(tx, state.customerId, outgoing);
    return { before: row.state, state, events, version };
  }

  override async open(tx: EntityManager, state: CaseState, opening: Opening): Promise<void> {
    const { caseId, customerId, partnerId } = state;
    const values = [JSON.stringify(state), publicStatusOf(state), awaitingOf(state)];
    const { partnerCustomerRef, at } = opening;
    await tx.query(OPEN, [caseId, customerId, partnerId, ...values, partnerCustomerRef, at]);
  }

  private async find(
    tx: EntityManager,
    key: CaseKey,
    lock: '' | 'FOR NO KEY UPDATE',
  ): Promise<CaseRow | undefined> {
    const [column, id] = 'caseId' in key ? ['case_id', key.caseId] : ['customer_id', key.customerId];
    const sql = `SELECT state, version, updated_at FROM onboarding_cases WHERE ${column} = $1 ${lock}`;
    const [row] = await tx.query<CaseRow[]>(sql, [id]);
    // What was stored before a member of the state was thought of hasn't got it.
    return row && { ...row, state: { ...newCase(row.state), ...row.state } };
  }

  private async save(
    tx: EntityManager,
    row: CaseRow,
    state: CaseState,
    events: CaseEvent[],
    at: string,
  ): Promise<void> {
    await tx.query(SAVE, [
      state.caseId,
      row.version,
      state.partnerId,
      events.map((event) => JSON.stringify(event)),
      JSON.stringify(state),
      publicStatusOf(state),
      awaitingOf(state),
      at,
      // It waits for operators from its first submission on, not since the customer was created.
      (row.state.round === 0 && state.current?.submittedAt) || null,
    ]);
    await this.timers.follow(tx, row.state, state);
  }

  private async tell(tx: EntityManager, customerId: string, outgoing: Told[]): Promise<number> {
    const appended = await this.outbox.append(
      tx,
      outgoing.map(({ contract, data }) => ({ contract, data, key: customerId })),
    );
    return appended.at(-1)?.version ?? this.outbox.version(tx, TOPICS.onboarding.name, customerId);
  }
}

/** Instances' clocks differ by milliseconds; a case's history never goes back. */
function notBefore(last: Date, now: Date): Date {
  return now < last ? last : now;
}
