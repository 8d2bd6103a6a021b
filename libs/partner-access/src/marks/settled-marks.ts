import { Inject, Injectable } from '@nestjs/common';
import { AccessDatabase } from '../access-database';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';
import { ProjectionHeads, type CustomerMark } from './projection-heads';

/** A mark may become visible this long after its time: no transaction on the access database lives longer. */
const OVERLAP_SECONDS = 10;
const PAGE = 1_000;
/** The shared watermark is written this seldom; it only spares a new instance the way from the beginning. */
const SAVE_EVERY_MS = 30_000;

/** So many held back are an outage, not an exception. */
const MOST_HELD = 1_000;

/** Before every other. */
const NO_CUSTOMER = '00000000-0000-0000-0000-000000000000';

/** Each app's marks come in the order of their index; one page of each is enough for one of all. */
const CHANGED = `
  SELECT now()::text AS "asOf", customer_id AS "customerId", app, version, updated_at::text AS "updatedAt"
    FROM (SELECT 1) AS always
    LEFT JOIN LATERAL (
      SELECT m.customer_id, m.app, m.version, m.updated_at
        FROM unnest($2::text[]) AS depended_on (app)
       CROSS JOIN LATERAL (
         SELECT customer_id, app, version::float8 AS version, updated_at
           FROM customer_marks
          WHERE partner_id = $1 AND app = depended_on.app
            AND (updated_at, customer_id, app) > ($3::timestamptz - make_interval(secs => $4), $5::uuid, $6::text)
          ORDER BY updated_at, customer_id
          LIMIT ${PAGE}
       ) AS m
       ORDER BY m.updated_at, m.customer_id, m.app
       LIMIT ${PAGE}
    ) AS changed ON true
   ORDER BY updated_at, customer_id, app`;

interface ChangedMark extends CustomerMark {
  /** Database time, as text with microseconds. */
  readonly updatedAt: string;
}

interface Changed {
  /** Database time of the reading. */
  readonly asOf: string;
  readonly page: readonly ChangedMark[];
}

interface Watermark {
  /** Database time, as text with microseconds. */
  until: string;
  savedAt: number;
  /** Marks passed by though they aren't reached: their customers are held back. */
  readonly held: Map<string, CustomerMark>;
}

/**
 * For lists, which show many customers at once: all marks of a partner, of the apps depended on, verified up to a
 * watermark per partner, so that a call only looks at what changed since.
 */
@Injectable()
export class SettledMarks {
  private readonly watermarks = new Map<string, Watermark>();
  private readonly apps: readonly string[];

  constructor(
    private readonly database: AccessDatabase,
    private readonly heads: ProjectionHeads,
    @Inject(PARTNER_ACCESS_OPTIONS) private readonly options: PartnerAccessOptions,
  ) {
    this.apps = options.dependsOn.map(({ app }) => app);
  }

  /**
   * Waits until this app's projections are as far as every mark of the partner, except those of customers who are held
   * back.
   * @returns the ids of these; undefined when others are still behind after `timeoutMs`
   */
  async settle(partnerId: string, timeoutMs: number): Promise<readonly string[] | undefined> {
    if (this.apps.length === 0) return [];
    const deadline = performance.now() + timeoutMs;
    const watermark = this.watermarks.get(partnerId) ?? (await this.load(partnerId));
    if (!(await this.settleHeld(watermark, timeoutMs))) return undefined;
    let after: ChangedMark | undefined;
    let asOf: string | undefined;
    let page: readonly ChangedMark[];
    do {
      const read = await this.changed(partnerId, watermark.until, after);
      page = read.page;
      asOf ??= read.asOf;
      const { behind, held } = await this.heads.settled(page, Math.max(0, deadline - performance.now()));
      if (behind) return undefined;
      for (const mark of held) watermark.held.set(placeOf(mark), mark);
      after = page.at(-1) ?? after;
      if (after) watermark.until = after.updatedAt;
    } while (page.length === PAGE);
    // Not the last mark: where the apps depended on are silent, that stays behind, and every call looks through the
    // marks of all others since.
    watermark.until = asOf;
    this.watermarks.set(partnerId, watermark);
    if (performance.now() - watermark.savedAt > SAVE_EVERY_MS) await this.save(partnerId, watermark);
    return watermark.held.size > MOST_HELD ? undefined : customersOf(watermark);
  }

  /** As `settle`, for one customer. */
  async settleOne(partnerId: string, customerId: string, timeoutMs: number): Promise<boolean> {
    const marks = await this.database.query<CustomerMark>(
      'marks-of-customer',
      `SELECT customer_id AS "customerId", app, version::float8 AS version
         FROM customer_marks WHERE partner_id = $1 AND customer_id = $2`,
      [partnerId, customerId],
    );
    return this.heads.reached(marks, timeoutMs);
  }

  /** Forgets the held marks that are reached by now; a newer one that came meanwhile stays. */
  private async settleHeld(watermark: Watermark, timeoutMs: number): Promise<boolean> {
    const judged = [...watermark.held.values()];
    const { behind, held } = await this.heads.settled(judged, timeoutMs);
    if (behind) return false;
    const stillHeld = new Set(held);
    for (const mark of judged) {
      const place = placeOf(mark);
      if (!stillHeld.has(mark) && watermark.held.get(place) === mark) watermark.held.delete(place);
    }
    return true;
  }

  /** Marks newer than the watermark less the overlap, oldest first; no mark of another app is looked at. */
  private async changed(partnerId: string, until: string, after: ChangedMark | undefined): Promise<Changed> {
    const rows = await this.database.query<ChangedMark & { asOf: string }>('changed-marks', CHANGED, [
      partnerId,
      this.apps,
      after?.updatedAt ?? until,
      after ? 0 : OVERLAP_SECONDS,
      after?.customerId ?? NO_CUSTOMER,
      after?.app ?? '',
    ]);
    return { asOf: rows[0]!.asOf, page: rows.filter(({ customerId }) => customerId !== null) };
  }

  private async load(partnerId: string): Promise<Watermark> {
    const [row] = await this.database.query<{ until: string }>(
      'load-watermark',
      `SELECT settled_until::text AS until FROM mark_watermarks WHERE partner_id = $1 AND app = $2`,
      [partnerId, this.options.app],
    );
    return { until: row?.until ?? '2000-01-01T00:00:00Z', savedAt: performance.now(), held: new Map() };
  }

  private async save(partnerId: string, watermark: Watermark): Promise<void> {
    // A new instance begins at the saved watermark and must find what is held back.
    if (watermark.held.size > 0) return;
    watermark.savedAt = performance.now();
    await this.database.query(
      'save-watermark',
      `INSERT INTO mark_watermarks AS w (partner_id, app, settled_until) VALUES ($1, $2, $3)
       ON CONFLICT (partner_id, app)
       DO UPDATE SET settled_until = EXCLUDED.settled_until WHERE w.settled_until < EXCLUDED.settled_until`,
      [partnerId, this.options.app, watermark.until],
    );
  }
}

const placeOf = ({ customerId, app }: CustomerMark): string => `${customerId} ${app}`;

const customersOf = ({ held }: Watermark): string[] => [
  ...new Set([...held.values()].map(({ customerId }) => customerId)),
];
