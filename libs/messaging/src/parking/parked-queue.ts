import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { DataSource, EntityManager } from 'typeorm';
import { InboxHeads } from '../inbox/inbox-heads';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';
import { CommitWatcher } from '../outbox/commit-watcher';
import { recordAct } from './audit';
import { announceParked } from './dead-letters';
import { IN_ORDER, type KeyPlace, type KeyState, placeValues, THIS_KEY } from './parked-key';

/** A parked message as it came. */
export interface ParkedMessage {
  readonly parkedId: string;
  readonly version: number | null;
  readonly partition: number;
  readonly offset: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/** What became of one step through a held key. */
export type Step = 'APPLIED' | 'DROPPED' | 'GAP' | 'EMPTY' | 'TAKEN';

/** How often a gap is looked at though nobody announced the missing version. */
const WAITING_SWEEP_SECONDS = 10;

/** Takes the messages of held keys, in order, each in one transaction with its effect and its removal. */
@Injectable()
export class ParkedQueue {
  private readonly logger = new Logger(ParkedQueue.name);

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'workerDb'>,
    private readonly modules: ModuleRef,
    private readonly heads: InboxHeads,
    private readonly commits: CommitWatcher,
  ) {}

  /** Keys of the consumer that are due, longest due first. */
  async due(consumer: string, limit: number): Promise<KeyPlace[]> {
    return this.db.query<KeyPlace[]>(
      `SELECT consumer, topic, key FROM parked_keys
        WHERE consumer = $1 AND due_at <= clock_timestamp() ORDER BY due_at LIMIT $2`,
      [consumer, limit],
    );
  }

  /** A missing version was applied: what waited for it is due. */
  async wake({ consumer, topic, key }: KeyPlace): Promise<void> {
    await this.db.query(
      `UPDATE parked_keys SET due_at = clock_timestamp() WHERE ${THIS_KEY} AND state = 'WAITING'`,
      [consumer, topic, key],
    );
  }

  /** Milliseconds until the consumer's next key is due; null when none is. */
  async nextDueInMs(consumer: string): Promise<number | null> {
    const [row] = await this.db.query<{ ms: number | null }[]>(
      `SELECT extract(epoch FROM min(due_at) - clock_timestamp())::float8 * 1000 AS ms
         FROM parked_keys WHERE consumer = $1 AND due_at IS NOT NULL`,
      [consumer],
    );
    return row?.ms ?? null;
  }

  /**
   * Applies the key's next message. Its key stays locked until the transaction ends, so nothing overtakes it and no
   * second instance takes it; with the last message the key is released.
   * @throws what `apply` throws: nothing has changed then
   */
  async step(
    place: KeyPlace,
    apply: (tx: EntityManager, message: ParkedMessage) => Promise<void>,
  ): Promise<Step> {
    return this.db.transaction(async (tx) => {
      const held = await this.lock(tx, place, 'FOR NO KEY UPDATE');
      if (!held) return 'TAKEN';
      const message = (await this.first(tx, place)) ?? (await this.firstAfterAll(tx, place));
      if (!message) return this.release(tx, place);
      const standing = await this.standing(tx, place, message);
      if (standing === 'GAP') return this.wait(tx, place);
      if (standing === 'NEXT') await apply(tx, message);
      await tx.query('DELETE FROM parked_messages WHERE parked_id = $1', [message.parkedId]);
      if (held.state === 'REPLAYING') {
        const action = standing === 'NEXT' ? 'REPLAYED' : 'DROPPED_DUPLICATE';
        await recordAct(tx, { ...place, ...message, action, actor: held.requestedBy ?? place.consumer });
      }
      if (held.tries > 0)
        await tx.query(`UPDATE parked_keys SET tries = 0 WHERE ${THIS_KEY}`, placeValues(place));
      return standing === 'NEXT' ? 'APPLIED' : 'DROPPED';
    });
  }

  /** Takes note of a failure of the key's first message. `dueInMs` undefined: it is for a person now. */
  async failed(
    place: KeyPlace,
    failure: { errorClass: string; errorCode: string },
    dueInMs: (tries: number) => number | undefined,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.lock(tx, place, 'FOR UPDATE');
      const message = held && (await this.first(tx, place));
      if (!message) return;
      await tx.query('UPDATE parked_messages SET error_class = $2, error_code = $3 WHERE parked_id = $1', [
        message.parkedId,
        failure.errorClass,
        failure.errorCode,
      ]);
      const again = dueInMs(held.tries + 1);
      if (again !== undefined) return this.later(tx, place, again);
      await this.give(tx, place);
      this.logger.error({ msg: 'key parked', ...place, version: message.version, ...failure });
    });
  }

  private get db(): DataSource {
    return this.modules.get<DataSource>(this.options.workerDb, { strict: false });
  }

  /** `FOR NO KEY UPDATE` keeps other drains away, `FOR UPDATE` those who would queue behind too. */
  private async lock(
    tx: EntityManager,
    place: KeyPlace,
    strength: 'FOR NO KEY UPDATE' | 'FOR UPDATE',
  ): Promise<{ state: KeyState; tries: number; requestedBy: string | null } | undefined> {
    const [held] = await tx.query<{ state: KeyState; tries: number; requestedBy: string | null }[]>(
      `SELECT state, tries, requested_by AS "requestedBy" FROM parked_keys
        WHERE ${THIS_KEY} AND state <> 'PARKED' ${strength} SKIP LOCKED`,
      placeValues(place),
    );
    return held;
  }

  private async first(tx: EntityManager, place: KeyPlace): Promise<ParkedMessage | undefined> {
    const [row] = await tx.query<(Omit<ParkedMessage, 'version'> & { version: string | null })[]>(
      `SELECT parked_id AS "parkedId", version, partition, "offset", headers, value
         FROM parked_messages WHERE ${THIS_KEY} ${IN_ORDER} LIMIT 1`,
      placeValues(place),
    );
    return row && { ...row, version: row.version === null ? null : Number(row.version) };
  }

  /** Once nobody can queue behind any more, looks again. */
  private async firstAfterAll(tx: EntityManager, place: KeyPlace): Promise<ParkedMessage | undefined> {
    await tx.query(`SELECT FROM parked_keys WHERE ${THIS_KEY} FOR UPDATE`, placeValues(place));
    return this.first(tx, place);
  }

  /** One without a version stands nowhere; applying it tells whether it can be read at all. */
  private async standing(
    tx: EntityManager,
    { consumer, topic, key }: KeyPlace,
    { version }: ParkedMessage,
  ): Promise<'NEXT' | 'DUPLICATE' | 'GAP'> {
    return version === null ? 'NEXT' : this.heads.advanceParked(tx, consumer, { topic, key, version });
  }

  private async release(tx: EntityManager, place: KeyPlace): Promise<'EMPTY'> {
    await tx.query(`DELETE FROM parked_keys WHERE ${THIS_KEY}`, placeValues(place));
    return 'EMPTY';
  }

  private async wait(tx: EntityManager, place: KeyPlace): Promise<'GAP'> {
    await tx.query(
      `UPDATE parked_keys SET state = 'WAITING', tries = 0, requested_by = NULL,
              due_at = clock_timestamp() + make_interval(secs => ${WAITING_SWEEP_SECONDS})
        WHERE ${THIS_KEY}`,
      placeValues(place),
    );
    return 'GAP';
  }

  /** A gap that closed behind a message which now fails is a retry like any other. */
  private async later(tx: EntityManager, place: KeyPlace, dueInMs: number): Promise<void> {
    await tx.query(
      `UPDATE parked_keys SET tries = tries + 1, due_at = clock_timestamp() + make_interval(secs => $4::float8 / 1000),
              state = CASE state WHEN 'WAITING' THEN 'RETRYING' ELSE state END
        WHERE ${THIS_KEY}`,
      [...placeValues(place), dueInMs],
    );
  }

  private async give(tx: EntityManager, place: KeyPlace): Promise<void> {
    await tx.query(
      `UPDATE parked_keys SET state = 'PARKED', tries = tries + 1, due_at = NULL, requested_by = NULL WHERE ${THIS_KEY}`,
      placeValues(place),
    );
    this.commits.watch(tx);
    await announceParked(tx, place);
  }
}
