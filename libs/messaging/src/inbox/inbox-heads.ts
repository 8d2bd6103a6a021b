import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';

/** Where a message stands against what its consumer has applied. */
export type Standing = 'NEXT' | 'DUPLICATE' | 'GAP' | 'BEHIND_PARKED';

export interface HeadPosition {
  readonly topic: string;
  readonly key: string;
  readonly version: number;
}

const POLL_MS = 25;

/** The last version applied per (consumer, topic, key): one row per key, for ever. */
@Injectable()
export class InboxHeads {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'workerDb'>,
    private readonly modules: ModuleRef,
  ) {}

  /**
   * Moves the head to `version` in the effect's transaction, if that is the next one, and locks it until
   * the transaction ends. Whatever else it finds, it moves nothing.
   */
  async advance(
    tx: EntityManager,
    consumer: string,
    { topic, key, version }: HeadPosition,
  ): Promise<Standing> {
    const moved = await tx.query<unknown[]>(
      `INSERT INTO inbox_heads AS h (consumer, topic, key, version)
       SELECT $1, $2, $3, $4::bigint
        WHERE NOT EXISTS (SELECT FROM parked_messages WHERE consumer = $1 AND topic = $2 AND key = $3)
          AND ($4::bigint = 1 OR EXISTS (SELECT FROM inbox_heads WHERE consumer = $1 AND topic = $2 AND key = $3))
       ON CONFLICT (consumer, topic, key) DO UPDATE SET version = EXCLUDED.version WHERE h.version = EXCLUDED.version - 1
       RETURNING 1`,
      [consumer, topic, key, version],
    );
    if (moved.length > 0) return 'NEXT';
    const [found] = await tx.query<{ version: string; parked: boolean }[]>(
      `SELECT coalesce((SELECT version FROM inbox_heads WHERE consumer = $1 AND topic = $2 AND key = $3), 0) AS version,
              EXISTS (SELECT FROM parked_messages WHERE consumer = $1 AND topic = $2 AND key = $3) AS parked`,
      [consumer, topic, key],
    );
    if (version <= Number(found!.version)) return 'DUPLICATE';
    return found!.parked ? 'BEHIND_PARKED' : 'GAP';
  }

  /**
   * Waits until this database has applied all of the given versions.
   * @returns false when it hasn't after `timeoutMs`.
   */
  async reached(consumer: string, wanted: readonly HeadPosition[], timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (!(await this.hasAll(consumer, wanted))) {
      if (performance.now() + POLL_MS > deadline) return false;
      await pause(POLL_MS);
    }
    return true;
  }

  private async hasAll(consumer: string, wanted: readonly HeadPosition[]): Promise<boolean> {
    if (wanted.length === 0) return true;
    const db = this.modules.get<DataSource>(this.options.workerDb, { strict: false });
    const [row] = await db.query<{ behind: boolean }[]>(
      `SELECT EXISTS (
         SELECT FROM unnest($2::text[], $3::text[], $4::bigint[]) AS w (topic, key, version)
           LEFT JOIN inbox_heads h ON h.consumer = $1 AND h.topic = w.topic AND h.key = w.key
          WHERE coalesce(h.version, 0) < w.version
       ) AS behind`,
      [consumer, wanted.map((w) => w.topic), wanted.map((w) => w.key), wanted.map((w) => w.version)],
    );
    return !row!.behind;
  }
}
