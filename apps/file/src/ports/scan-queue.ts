import type { EntityManager } from 'typeorm';
import type { FileAsset, Verdict } from '../domain/file-asset';
import type { StoredObject } from './file-assets';

/** Stored bytes that this instance has taken to scan. */
export interface ScanTask extends StoredObject {
  /** How often an inspection of these bytes has died so far. */
  readonly crashes: number;
}

/**
 * Stored objects waiting for their verdict. The object's row is the queue: there is nothing beside it that could be
 * lost. A task is leased; one whose worker died is taken again when its lease ends.
 */
export abstract class ScanQueue {
  /** The next task that is due, leased to this instance, or undefined. */
  abstract take(): Promise<ScanTask | undefined>;
  /** Keeps the lease; false when it was lost. */
  abstract renew(task: ScanTask): Promise<boolean>;
  /** Gives the task back, to be tried again after a pause that grows. */
  abstract defer(task: ScanTask, crashed: boolean): Promise<void>;
  /**
   * Sets the verdict inside `tx` and tells the assets that stand for these bytes, by customer; undefined when the
   * lease was lost and the verdict isn't ours to give.
   */
  abstract settle(tx: EntityManager, task: ScanTask, verdict: Verdict): Promise<FileAsset[] | undefined>;
  /** Milliseconds until a task may be due; undefined when none is waiting. */
  abstract nextDueIn(): Promise<number | undefined>;
  /** Gives back what this instance, under its id, left leased in an earlier life. */
  abstract releaseOwn(): Promise<void>;
  /** Tasks waiting, and how long the oldest has in seconds. */
  abstract backlog(): Promise<{ waiting: number; oldestSeconds: number }>;
}

/** Told when a transaction that stored bytes has committed. */
export abstract class ScanWakeUp {
  abstract afterCommit(tx: EntityManager): void;
  abstract onWake(listener: () => void): void;
}
