import { setTimeout as pause } from 'node:timers/promises';
import { Client, escapeIdentifier as quoted } from 'pg';
import { Builder } from './builder';
import { compare, type Comparison } from './comparison';
import { type ProjectionName, PROJECTIONS } from './projections';
import { dropTable, namesFor, swap, type TableNames } from './shadow-table';
import { TopicLog } from './topic-log';

export interface RebuildOptions {
  readonly projection: ProjectionName;
  /** The customer database as its owner. */
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  /** REBUILD puts the new table in the live one's place, VERIFY drops it. */
  readonly mode: 'REBUILD' | 'VERIFY';
  /** Forget what an interrupted build left. */
  readonly fromScratch?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

export interface Progress {
  /** Events in the new table. */
  readonly done: number;
  /** Events committed when the work began. */
  readonly total: number;
  readonly resumed: boolean;
}

export interface RebuildResult extends Comparison {
  readonly events: number;
  /** How long writers of the live table had to wait, in milliseconds. */
  readonly lockedMs: number;
  readonly resumed: boolean;
}

/** How long writers may be kept waiting before the lock is given back and taken again later. */
const LOCK_PATIENCE_MS = 2_000;
const PROGRESS_MS = 250;
const ATTEMPTS = 20;

/**
 * Builds the projection anew from its topic, beside the live table and while the app runs, until it holds
 * every event that was ever committed; then compares and, for a rebuild, swaps the tables.
 *
 * Equality is exact though both sides move: writers are held for the moment in which the last events
 * arrive, a snapshot is taken, and the comparison reads both tables as of that snapshot.
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildResult> {
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: options.databaseUrl, application_name: 'projections' });
    await client.connect();
    return client;
  };
  const [main, writer, snapshot] = await Promise.all([connect(), connect(), connect()]);
  try {
    await onlyOne(main, options.projection);
    return await new Rebuild(options, main, writer, snapshot).run();
  } finally {
    await Promise.all([main, writer, snapshot].map((client) => client.end()));
  }
}

async function onlyOne(db: Client, projection: string): Promise<void> {
  const { rows } = await db.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_lock(hashtext($1)) AS locked',
    [`projection ${projection}`],
  );
  if (!rows[0]?.locked) throw new Error(`Somebody else is rebuilding or verifying ${projection}.`);
}

class Rebuild {
  private readonly tables: TableNames;
  private readonly log: TopicLog;
  private readonly builder: Builder;
  private failure: Error | undefined;
  private resumed = false;

  constructor(
    private readonly options: RebuildOptions,
    private readonly main: Client,
    writer: Client,
    private readonly snapshot: Client,
  ) {
    const projection = PROJECTIONS[options.projection];
    this.tables = namesFor(projection.table);
    this.log = new TopicLog({ brokers: options.brokers, topic: options.topicPrefix + projection.topic });
    this.builder = new Builder(writer, options.projection, projection, this.tables);
  }

  async run(): Promise<RebuildResult> {
    await dropTable(this.main, this.tables.retired);
    const total = await this.committedEvents();
    this.resumed = await this.builder.prepare(
      await this.log.ends(),
      total,
      this.options.fromScratch ?? false,
    );
    const stop = await this.log.follow(
      () => this.builder.positions,
      (batch) => this.builder.take(batch),
      (error) => (this.failure ??= error),
    );
    try {
      await this.catchUp(total);
      const lockedMs = await this.finish();
      const result = await this.compare();
      return { ...result, events: this.builder.applied, lockedMs, resumed: this.resumed };
    } finally {
      await this.builder.freeze();
      await stop();
    }
  }

  /** Until all is read that was committed at the beginning; what came since is a moment's work. */
  private async catchUp(total: number): Promise<void> {
    for (;;) {
      this.check();
      this.options.progress?.({ done: this.builder.applied, total, resumed: this.resumed });
      if (this.builder.applied >= total) return;
      await pause(PROGRESS_MS);
    }
  }

  private async finish(): Promise<number> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      this.check();
      const since = performance.now();
      if (await this.holdWriters()) {
        await this.snapshot.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        await this.snapshot.query('SELECT 1'); // the snapshot is taken with the first statement
        await this.builder.freeze();
        if (this.options.mode === 'REBUILD') await this.replace();
        await this.main.query('COMMIT');
        return performance.now() - since;
      }
      await this.main.query('ROLLBACK');
      await pause(attempt * 100);
    }
    throw new Error('The log did not bring all that was committed in time: is the relay running?');
  }

  /** @returns true when no writer is at work and the shadow holds every committed event. */
  private async holdWriters(): Promise<boolean> {
    const lock = this.options.mode === 'REBUILD' ? 'ACCESS EXCLUSIVE' : 'SHARE';
    await this.main.query('BEGIN');
    try {
      await this.main.query(`SET LOCAL lock_timeout = '500ms'`);
      await this.main.query(`LOCK TABLE ${quoted(this.tables.live)} IN ${lock} MODE`);
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    }
    const deadline = performance.now() + LOCK_PATIENCE_MS;
    const committed = await this.committedEvents();
    while (this.builder.applied < committed) {
      this.check();
      if (performance.now() > deadline) return false;
      await pause(5);
    }
    if (this.builder.applied > committed) {
      throw new Error(`The log holds ${this.builder.applied} events, only ${committed} were ever committed.`);
    }
    return true;
  }

  /** The outbox numbers the events of a key as they are committed, 1, 2, 3 …, and remembers the last. */
  private async committedEvents(): Promise<number> {
    const { rows } = await this.main.query<{ count: string }>(
      'SELECT coalesce(sum(version), 0) AS count FROM outbox_heads WHERE topic = $1',
      [PROJECTIONS[this.options.projection].topic],
    );
    return Number(rows[0]?.count);
  }

  private async replace(): Promise<void> {
    await swap(this.main, this.tables);
    await this.forget();
  }

  private async forget(): Promise<void> {
    await this.main.query('DELETE FROM projection_rebuilds WHERE projection = $1', [this.options.projection]);
  }

  private async compare(): Promise<Comparison> {
    const { live, shadow, retired } = this.tables;
    const isSwapped = this.options.mode === 'REBUILD';
    const [old, rebuilt] = isSwapped ? [retired, live] : [live, shadow];
    const comparison = await compare(this.snapshot, old, rebuilt);
    await this.snapshot.query('COMMIT');
    await dropTable(this.main, isSwapped ? retired : shadow);
    if (!isSwapped) await this.forget();
    return comparison;
  }

  private check(): void {
    if (this.failure) throw this.failure;
    this.options.signal?.throwIfAborted();
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
