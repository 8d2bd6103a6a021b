import type { Client } from 'pg';
import { createShadow, dropTable, layoutOf, type TableNames } from './shadow-table';
import type { Projection } from './projections';
import type { LogBatch, LogEnds, Positions } from './topic-log';

interface State {
  readonly layout: string;
  readonly positions: Positions;
  readonly applied: number;
}

/** Builds the shadow table. Rows and the place in the log move in one transaction, so it may end at any time. */
export class Builder {
  private places: Record<number, string> = {};
  private count = 0;
  private work: Promise<void> = Promise.resolve();
  private isFrozen = false;

  constructor(
    private readonly db: Client,
    private readonly name: string,
    private readonly projection: Projection,
    private readonly tables: TableNames,
  ) {}

  get positions(): Positions {
    return this.places;
  }

  /** Events in the shadow: for a history without gaps, the sum of its rows' sequences. */
  get applied(): number {
    return this.count;
  }

  /**
   * Goes on with the shadow that an interrupted build left, or begins a new one.
   * @param target events to reach, told to whoever watches
   * @returns true when it goes on
   */
  async prepare(ends: LogEnds, target: number, fromScratch: boolean): Promise<boolean> {
    await this.db.query('SET synchronous_commit = off'); // what a crash takes is built again
    const layout = (await layoutOf(this.db, this.tables.live)) ?? '';
    const left = fromScratch ? null : await this.left(layout, ends);
    if (left) {
      this.places = { ...left.positions };
      this.count = Number(left.applied);
      await this.db.query(
        'UPDATE projection_rebuilds SET target = $2, moved_at = clock_timestamp() WHERE projection = $1',
        [this.name, target],
      );
      return true;
    }
    const holes = Object.values(ends.first).some((offset) => offset !== '0');
    if (holes) throw new Error(`${this.projection.topic} doesn't begin at its beginning any more.`);
    await this.begin(layout, ends.first, target);
    return false;
  }

  private async begin(layout: string, positions: Positions, target: number): Promise<void> {
    this.places = { ...positions };
    await this.db.query('BEGIN');
    await dropTable(this.db, this.tables.shadow);
    await createShadow(this.db, this.tables);
    await this.db.query(
      `INSERT INTO projection_rebuilds (projection, layout, positions, applied, target) VALUES ($1, $2, $3, 0, $4)
       ON CONFLICT (projection) DO UPDATE
          SET layout = EXCLUDED.layout, positions = EXCLUDED.positions, applied = 0, target = EXCLUDED.target,
              started_at = clock_timestamp(), moved_at = clock_timestamp()`,
      [this.name, layout, JSON.stringify(positions), target],
    );
    await this.db.query('COMMIT');
  }

  /** What is left of an earlier build, unless table or log are others since. */
  private async left(layout: string, { last }: LogEnds): Promise<State | null> {
    const { rows } = await this.db.query<State>(
      'SELECT layout, positions, applied FROM projection_rebuilds WHERE projection = $1',
      [this.name],
    );
    const [state] = rows;
    if (!state || state.layout !== layout) return null;
    if ((await layoutOf(this.db, this.tables.shadow)) !== layout) return null;
    const isOfThisLog = Object.entries(state.positions).every(
      ([partition, offset]) => BigInt(offset) <= BigInt(last[Number(partition)] ?? -1),
    );
    return isOfThisLog ? state : null;
  }

  /** Applies a batch; after `freeze` it does nothing. */
  take(batch: LogBatch): Promise<void> {
    this.work = this.work.then(() => (this.isFrozen ? undefined : this.apply(batch)));
    return this.work;
  }

  /** Resolves when nothing is being written any more. */
  async freeze(): Promise<void> {
    this.isFrozen = true;
    await this.work.catch(() => undefined);
  }

  private async apply({ partition, nextOffset, values }: LogBatch): Promise<void> {
    await this.db.query('BEGIN');
    try {
      const count = await this.projection.apply(this.db, this.tables.shadow, values);
      const places = { ...this.places, [partition]: nextOffset };
      await this.db.query(
        `UPDATE projection_rebuilds SET positions = $2, applied = applied + $3, moved_at = clock_timestamp()
          WHERE projection = $1`,
        [this.name, JSON.stringify(places), count],
      );
      await this.db.query('COMMIT');
      this.places = places;
      this.count += count;
    } catch (error) {
      await this.db.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}
