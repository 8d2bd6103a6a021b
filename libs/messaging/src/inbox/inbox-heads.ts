import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';

/**
 * Where a message stands against what its consumer has applied. `NEXT_OF_WAITING` is applied as `NEXT` is, and may
 * close the gap that later messages of its key wait for.
 */
export type Standing = 'NEXT' | 'NEXT_OF_WAITING' | 'DUPLICATE' | 'GAP' | 'BEHIND_PARKED';

/** How far a consumer is against wanted versions. */
export interface Reached {
  /** Not applied yet, and on their way. */
  readonly behind: readonly HeadPosition[];
  /** Not applied, and held back with their keys until a person or a missing message comes. */
  readonly held: readonly HeadPosition[];
}

export interface HeadPosition {
  readonly topic: string;
  readonly key: string;
  readonly version: number;
}

const POLL_MS = 25;
const SAME_KEY = 'k.consumer = $1 AND k.topic = $2 AND k.key = $3';

/** The last version applied per (consumer, topic, key): one row per key, for ever. */
@Injectable()
export class InboxHeads {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'workerDb'>,
    private readonly modules: ModuleRef,
  ) {}

  /**
   * Moves the head to `version` in the effect's transaction, if that is the next one and its key isn't parked, and
   * locks it until the transaction ends. Whatever else it finds, it moves nothing.
   */
  async advance(tx: EntityManager, consumer: string, position: HeadPosition): Promise<Standing> {
    return this.move(tx, consumer, position, false);
  }

  /** As `advance`, for messages of one topic in their order. */
  async advanceAll(
    tx: EntityManager,
    consumer: string,
    topic: string,
    positions: readonly Omit<HeadPosition, 'topic'>[],
  ): Promise<Standing[]> {
    const found = await tx.query<{ standing: Standing }[]>(
      `SELECT inbox_advance($1, $2, w.key, w.version, false) AS standing
         FROM unnest($3::text[], $4::bigint[]) AS w (key, version)`,
      [consumer, topic, positions.map(({ key }) => key), positions.map(({ version }) => version)],
    );
    return found.map(({ standing }) => standing);
  }

  /** As `advance`, for a message that comes out of the parked ones: it stands in nobody's way. */
  async advanceParked(
    tx: EntityManager,
    consumer: string,
    position: HeadPosition,
  ): Promise<'NEXT' | 'DUPLICATE' | 'GAP'> {
    const standing = await this.move(tx, consumer, position, true);
    if (standing === 'DUPLICATE') return standing;
    return standing === 'GAP' || standing === 'BEHIND_PARKED' ? 'GAP' : 'NEXT';
  }

  /** The last version applied of (topic, key); 0 when there is none. */
  async version(
    tx: Pick<EntityManager, 'query'>,
    consumer: string,
    { topic, key }: Omit<HeadPosition, 'version'>,
  ): Promise<number> {
    const [head] = await tx.query<{ version: string }[]>(
      `SELECT version FROM inbox_heads k WHERE ${SAME_KEY}`,
      [consumer, topic, key],
    );
    return head ? Number(head.version) : 0;
  }

  /**
   * Waits until this database has applied all of the given versions.
   * @returns false when it hasn't after `timeoutMs`.
   */
  async reached(consumer: string, wanted: readonly HeadPosition[], timeoutMs: number): Promise<boolean> {
    const { behind, held } = await this.settled(consumer, wanted, timeoutMs);
    return behind.length === 0 && held.length === 0;
  }

  /** As `reached`, but doesn't wait for keys that are held back: it tells them. */
  async settled(consumer: string, wanted: readonly HeadPosition[], timeoutMs: number): Promise<Reached> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const missing = wanted.length === 0 ? [] : await this.missing(consumer, wanted);
      const held = missing.filter((row) => row.held).map(({ n }) => wanted[n - 1]!);
      const behind = missing.filter((row) => !row.held).map(({ n }) => wanted[n - 1]!);
      if (behind.length === 0 || performance.now() + POLL_MS > deadline) return { behind, held };
      await pause(POLL_MS);
    }
  }

  private async move(
    tx: EntityManager,
    consumer: string,
    { topic, key, version }: HeadPosition,
    comesFromHeld: boolean,
  ): Promise<Standing> {
    const [found] = await tx.query<{ standing: Standing }[]>(
      'SELECT inbox_advance($1, $2, $3, $4, $5) AS standing',
      [consumer, topic, key, version, comesFromHeld],
    );
    return found!.standing;
  }

  private missing(
    consumer: string,
    wanted: readonly HeadPosition[],
  ): Promise<{ n: number; held: boolean }[]> {
    const db = this.modules.get<DataSource>(this.options.workerDb, { strict: false });
    return db.query<{ n: number; held: boolean }[]>(
      `SELECT w.n::int AS n, EXISTS (
                SELECT FROM parked_keys k
                 WHERE k.consumer = $1 AND k.topic = w.topic AND k.key = w.key AND k.state IN ('PARKED', 'WAITING')
              ) AS held
         FROM unnest($2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY AS w (topic, key, version, n)
         LEFT JOIN inbox_heads h ON h.consumer = $1 AND h.topic = w.topic AND h.key = w.key
        WHERE coalesce(h.version, 0) < w.version
        ORDER BY w.n`,
      [consumer, wanted.map((w) => w.topic), wanted.map((w) => w.key), wanted.map((w) => w.version)],
    );
  }
}
