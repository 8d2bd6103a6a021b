import type { EntityManager } from 'typeorm';
import { type KeyPlace, placeValues } from './parked-key';

/** What was done with parked messages, by whom. */
export type ParkedAction =
  'REPLAY_REQUESTED' | 'REPLAYED' | 'DROPPED_DUPLICATE' | 'DISCARDED' | 'MISSING_GIVEN_UP';

interface Act extends KeyPlace {
  readonly actor: string;
  readonly action: ParkedAction;
  readonly version?: number | null;
  readonly partition?: number;
  readonly offset?: string;
  readonly errorCode?: string;
  readonly reason?: string;
}

/** Adds to the audit table, in the act's own transaction. */
export async function recordAct(tx: Pick<EntityManager, 'query'>, act: Act): Promise<void> {
  await tx.query(
    `INSERT INTO parked_audit (consumer, topic, key, actor, action, version, partition, "offset", error_code, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...placeValues(act),
      act.actor,
      act.action,
      act.version ?? null,
      act.partition ?? null,
      act.offset ?? null,
      act.errorCode ?? null,
      act.reason ?? null,
    ],
  );
}
