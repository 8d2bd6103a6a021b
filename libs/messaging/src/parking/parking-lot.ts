import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { DataSource, EntityManager } from 'typeorm';
import { InboxHeads } from '../inbox/inbox-heads';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import { CommitWatcher } from '../outbox/commit-watcher';
import { announceParked } from './dead-letters';
import { type KeyPlace, type KeyState, placeValues, THIS_KEY } from './parked-key';

export interface ParkedRecord extends KeyPlace {
  readonly version: number | null;
  readonly partition: number;
  readonly offset: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
  readonly errorClass: string;
  readonly errorCode: string;
}

/** How a key begins to be held back. */
export interface Hold {
  readonly state: Exclude<KeyState, 'REPLAYING'>;
  /** Tries made of the message. */
  readonly tries: number;
  /** Milliseconds until consumers look at it again; undefined: never by itself. */
  readonly dueInMs?: number;
}

/** The stronger reason stays: a failure for good over one in passing over a gap. A replay goes on. */
const STRONGER = `(k.state = 'WAITING' OR k.state = 'RETRYING' AND EXCLUDED.state = 'PARKED')`;
const HOLD = `
  INSERT INTO parked_keys AS k (consumer, topic, key, state, tries, due_at)
  VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6::float8 / 1000))
  ON CONFLICT (consumer, topic, key) DO UPDATE
     SET state = CASE WHEN ${STRONGER} THEN EXCLUDED.state ELSE k.state END,
         tries = CASE WHEN ${STRONGER} THEN EXCLUDED.tries ELSE k.tries END,
         due_at = CASE WHEN ${STRONGER} THEN EXCLUDED.due_at ELSE k.due_at END
  RETURNING state`;

/** Keeps, in order, a message that can't be handled and every later one of its key. */
@Injectable()
export class ParkingLot {
  private readonly logger = new Logger(ParkingLot.name);

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'workerDb'>,
    private readonly modules: ModuleRef,
    private readonly heads: InboxHeads,
    private readonly commits: CommitWatcher,
    private readonly metrics: MessagingMetrics,
  ) {}

  /** Holds the key back, beginning with this record; nothing happens when it was applied meanwhile. */
  async park(record: ParkedRecord, hold: Hold): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [key] = await tx.query<{ state: KeyState }[]>(HOLD, [
        ...placeValues(record),
        hold.state,
        hold.tries,
        hold.dueInMs ?? null,
      ]);
      if (await this.isApplied(tx, record)) return this.releaseEmpty(tx, record);
      await this.store(tx, record, key!.state);
    });
    if (hold.state === 'RETRYING') return;
    if (hold.state === 'WAITING') this.metrics.gaps.inc({ group: record.consumer, topic: record.topic });
    this.tell(hold.state === 'WAITING' ? 'key waits for missing versions' : 'key parked', record);
  }

  /** @returns false when the key isn't held back any more: the message's turn may have come. */
  async queueBehind(record: ParkedRecord): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      // Only the release of a key must not happen meanwhile; a replay that takes its time keeps nobody waiting.
      const [key] = await tx.query<{ state: KeyState }[]>(
        `SELECT state FROM parked_keys WHERE ${THIS_KEY} FOR KEY SHARE`,
        placeValues(record),
      );
      if (!key) return false;
      if (!(await this.isApplied(tx, record))) await this.store(tx, record, key.state);
      return true;
    });
  }

  private get db(): DataSource {
    return this.modules.get<DataSource>(this.options.workerDb, { strict: false });
  }

  private async isApplied(tx: EntityManager, record: ParkedRecord): Promise<boolean> {
    return (
      record.version !== null && record.version <= (await this.heads.version(tx, record.consumer, record))
    );
  }

  /** The same record stored twice (after a crash) is kept once. */
  private async store(tx: EntityManager, record: ParkedRecord, state: KeyState): Promise<void> {
    await tx.query(
      `INSERT INTO parked_messages
         (consumer, topic, key, version, partition, "offset", headers, value, error_class, error_code)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (consumer, topic, partition, "offset") DO NOTHING`,
      [
        ...placeValues(record),
        record.version,
        record.partition,
        record.offset,
        JSON.stringify(record.headers),
        record.value,
        record.errorClass,
        record.errorCode,
      ],
    );
    const { consumer: group, topic, errorCode: code } = record;
    this.metrics.parked.inc({ group, topic, code });
    if (state !== 'PARKED') return;
    this.commits.watch(tx);
    await announceParked(tx, record);
  }

  private async releaseEmpty(tx: EntityManager, place: KeyPlace): Promise<void> {
    await tx.query(
      `DELETE FROM parked_keys WHERE ${THIS_KEY} AND NOT EXISTS (SELECT FROM parked_messages WHERE ${THIS_KEY})`,
      placeValues(place),
    );
  }

  private tell(msg: string, { headers: _headers, value: _value, ...record }: ParkedRecord): void {
    this.logger.error({ msg, ...record });
  }
}
