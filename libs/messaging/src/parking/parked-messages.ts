import type { DataSource, EntityManager } from 'typeorm';
import { recordAct, type ParkedAction } from './audit';
import { IN_ORDER, type KeyPlace, type KeyState, placeValues, THIS_KEY } from './parked-key';

/** A key that is held back, and what its first message failed with. */
export interface ParkedKey extends KeyPlace {
  readonly state: KeyState;
  readonly since: Date;
  readonly messages: number;
  readonly firstVersion: number | null;
  /** The last version applied of the key. */
  readonly appliedVersion: number;
  readonly tries: number;
  readonly errorClass: string | null;
  readonly errorCode: string | null;
}

export interface ParkedMessageView {
  readonly parkedId: string;
  readonly version: number | null;
  readonly partition: number;
  readonly offset: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
  readonly errorClass: string;
  readonly errorCode: string;
  readonly parkedAt: Date;
}

export interface ParkedAct {
  readonly at: Date;
  readonly actor: string;
  readonly action: ParkedAction;
  readonly version: number | null;
  readonly errorCode: string | null;
  readonly reason: string | null;
}

/** Which keys; an absent member means any. */
export interface ParkedFilter extends Partial<KeyPlace> {
  readonly state?: KeyState;
  /** Of the key's first message. */
  readonly errorCode?: string;
}

/** The key isn't in a state in which that can be done. */
export class ParkedStateError extends Error {
  override readonly name = 'ParkedStateError';
}

const KEYS = `
  SELECT k.consumer, k.topic, k.key, k.state, k.since, k.tries, m.version::float8 AS "firstVersion",
         m.error_class AS "errorClass", m.error_code AS "errorCode",
         coalesce(h.version, 0)::float8 AS "appliedVersion",
         (SELECT count(*)::int FROM parked_messages p
           WHERE p.consumer = k.consumer AND p.topic = k.topic AND p.key = k.key) AS messages
    FROM parked_keys k
    LEFT JOIN inbox_heads h ON h.consumer = k.consumer AND h.topic = k.topic AND h.key = k.key
    LEFT JOIN LATERAL (SELECT * FROM parked_messages p
                        WHERE p.consumer = k.consumer AND p.topic = k.topic AND p.key = k.key ${IN_ORDER} LIMIT 1) m ON true
   WHERE ($1::text IS NULL OR k.consumer = $1) AND ($2::text IS NULL OR k.topic = $2)
     AND ($3::text IS NULL OR k.key = $3) AND ($4::text IS NULL OR k.state = $4)
     AND ($5::text IS NULL OR m.error_code = $5)
   ORDER BY k.since, k.consumer, k.topic, k.key LIMIT $6`;

/**
 * What a person does with keys that are held back. Needs the consumer's database and nothing else: a replay is asked
 * for here, and done by the running consumers with their own handlers.
 */
export class ParkedMessages {
  constructor(private readonly db: DataSource) {}

  /** Keys held back, the longest first. */
  async list(filter: ParkedFilter = {}, limit = 100): Promise<ParkedKey[]> {
    const { consumer, topic, key, state, errorCode } = filter;
    return this.db.query<ParkedKey[]>(KEYS, [consumer, topic, key, state, errorCode, limit]);
  }

  /** The key's messages in the order in which they would be applied. */
  async messages(place: KeyPlace, limit = 100): Promise<ParkedMessageView[]> {
    return this.db.query<ParkedMessageView[]>(
      `SELECT parked_id AS "parkedId", version::float8 AS version, partition, "offset", headers, value,
              error_class AS "errorClass", error_code AS "errorCode", parked_at AS "parkedAt"
         FROM parked_messages WHERE ${THIS_KEY} ${IN_ORDER} LIMIT $4`,
      [...placeValues(place), limit],
    );
  }

  /** What was done with the key, oldest first. */
  async acts(place: KeyPlace): Promise<ParkedAct[]> {
    return this.db.query<ParkedAct[]>(
      `SELECT at, actor, action, version::float8 AS version, error_code AS "errorCode", reason
         FROM parked_audit WHERE ${THIS_KEY} ORDER BY audit_id`,
      placeValues(place),
    );
  }

  /**
   * Asks the consumers to apply the messages of the parked keys, each key in order and each message once; what
   * arrives meanwhile queues behind. A message that fails again parks its key again.
   * @returns the keys that were asked for
   */
  async replay(filter: ParkedFilter, actor: string): Promise<KeyPlace[]> {
    const keys = await this.list({ ...filter, state: 'PARKED' }, 10_000);
    const asked: KeyPlace[] = [];
    for (const { consumer, topic, key } of keys) {
      const place = { consumer, topic, key };
      if (await this.ask(place, actor)) asked.push(place);
    }
    return asked;
  }

  /**
   * Gives up the key's first message for good, as if it had been applied. What follows stays parked until a replay.
   * @param parkedId the message meant; another one standing first by now is a refusal
   * @throws ParkedStateError
   */
  async discard(place: KeyPlace, act: { parkedId: string; actor: string; reason: string }): Promise<void> {
    requireReason(act.reason);
    await this.db.transaction(async (tx) => {
      await this.lockParked(tx, place, ['PARKED']);
      const [first] = await tx.query<
        { parkedId: string; version: number | null; partition: number; offset: string; errorCode: string }[]
      >(
        `SELECT parked_id AS "parkedId", version::float8 AS version, partition, "offset", error_code AS "errorCode"
           FROM parked_messages WHERE ${THIS_KEY} ${IN_ORDER} LIMIT 1`,
        placeValues(place),
      );
      if (first?.parkedId !== act.parkedId) {
        throw new ParkedStateError(`message ${act.parkedId} is not the first of the key`);
      }
      if (first.version !== null) await this.passBy(tx, place, first.version);
      await tx.query('DELETE FROM parked_messages WHERE parked_id = $1', [first.parkedId]);
      await recordAct(tx, { ...place, ...first, ...act, action: 'DISCARDED' });
      await tx.query(
        `DELETE FROM parked_keys WHERE ${THIS_KEY} AND NOT EXISTS (SELECT FROM parked_messages WHERE ${THIS_KEY})`,
        placeValues(place),
      );
    });
  }

  /**
   * Gives up the versions that are missing before the key's first message; a waiting key then goes on by itself.
   * @throws ParkedStateError when none is missing
   */
  async giveUpMissing(place: KeyPlace, act: { actor: string; reason: string }): Promise<void> {
    requireReason(act.reason);
    await this.db.transaction(async (tx) => {
      await this.lockParked(tx, place, ['PARKED', 'WAITING']);
      const [first] = await tx.query<{ version: number | null }[]>(
        `SELECT version::float8 AS version FROM parked_messages WHERE ${THIS_KEY} ${IN_ORDER} LIMIT 1`,
        placeValues(place),
      );
      if (!first?.version) throw new ParkedStateError('the first message of the key has no version');
      if (first.version <= (await this.lockHead(tx, place)) + 1)
        throw new ParkedStateError('no version is missing');
      await this.setHead(tx, place, first.version - 1);
      await recordAct(tx, { ...place, ...act, version: first.version - 1, action: 'MISSING_GIVEN_UP' });
      await tx.query(
        `UPDATE parked_keys SET due_at = clock_timestamp() WHERE ${THIS_KEY} AND state = 'WAITING'`,
        placeValues(place),
      );
    });
  }

  private ask(place: KeyPlace, actor: string): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const asked = await tx.query<unknown[]>(
        `WITH asked AS (
           UPDATE parked_keys SET state = 'REPLAYING', tries = 0, due_at = clock_timestamp(), requested_by = $4
            WHERE ${THIS_KEY} AND state = 'PARKED' RETURNING 1
         ) SELECT 1 FROM asked`,
        [...placeValues(place), actor],
      );
      if (asked.length === 0) return false;
      await recordAct(tx, { ...place, actor, action: 'REPLAY_REQUESTED' });
      return true;
    });
  }

  private async lockParked(tx: EntityManager, place: KeyPlace, states: readonly KeyState[]): Promise<void> {
    const [key] = await tx.query<{ state: KeyState }[]>(
      `SELECT state FROM parked_keys WHERE ${THIS_KEY} FOR UPDATE`,
      placeValues(place),
    );
    if (!key) throw new ParkedStateError('the key is not held back');
    if (!states.includes(key.state)) throw new ParkedStateError(`the key is ${key.state}`);
  }

  /** One that was applied already moves nothing. */
  private async passBy(tx: EntityManager, place: KeyPlace, version: number): Promise<void> {
    const applied = await this.lockHead(tx, place);
    if (version > applied + 1) {
      throw new ParkedStateError(`versions ${applied + 1} to ${version - 1} are missing before it`);
    }
    if (version === applied + 1) await this.setHead(tx, place, version);
  }

  /** The last version applied; its row stays locked where there is one. */
  private async lockHead(tx: EntityManager, place: KeyPlace): Promise<number> {
    const [head] = await tx.query<{ version: number }[]>(
      `SELECT version::float8 AS version FROM inbox_heads WHERE ${THIS_KEY} FOR UPDATE`,
      placeValues(place),
    );
    return head?.version ?? 0;
  }

  private async setHead(tx: EntityManager, place: KeyPlace, version: number): Promise<void> {
    await tx.query(
      `INSERT INTO inbox_heads (consumer, topic, key, version) VALUES ($1, $2, $3, $4)
       ON CONFLICT (consumer, topic, key) DO UPDATE SET version = EXCLUDED.version`,
      [...placeValues(place), version],
    );
  }
}

function requireReason(reason: string): void {
  if (reason.trim() === '') throw new ParkedStateError('a reason is required');
}
