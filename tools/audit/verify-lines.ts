import { chainedHash, GENESIS_HASH, lineHash } from '@oceafin/operator-access';
import type { Client } from 'pg';
import { type Line, linesAfter } from './audit-lines';

/** How an app's own lines stand against the audit log, which was told of them. */
export interface LinesVerdict {
  readonly lines: number;
  /** On their way to the log; a number that stays asks for a look at the app's events. */
  readonly untold: number;
  /** Number of the first line that was changed or removed. */
  readonly brokenAt?: number;
}

const TOLD = `
  SELECT (detail->>'auditId')::float8 AS "auditId", detail->>'hash' AS hash FROM operator_audit
   WHERE detail ? 'app' AND detail->>'app' = $1
     AND (detail->>'auditId')::bigint > $2 AND (detail->>'auditId')::bigint <= $3`;

/** Beyond every line. */
const NO_END = Number.MAX_SAFE_INTEGER;

/**
 * Hashes every line anew and compares it with what the log holds of it.
 * @param log a snapshot that is older than that of `app`: what it was told of is there
 */
export async function verifyLines(app: Client, log: Client, appName: string): Promise<LinesVerdict> {
  let count = 0;
  let untold = 0;
  let last = { auditId: 0, hash: GENESIS_HASH };
  for (;;) {
    const lines = await linesAfter(app, last.auditId);
    const told = await toldLines(log, appName, last.auditId, lines.at(-1)?.auditId ?? NO_END);
    for (const line of lines) {
      const hash = told.get(line.auditId);
      if (hash === undefined) untold += 1;
      if ((hash ?? line.hash) !== line.hash || !isAsHashed(line, last.hash)) {
        return { lines: count, untold, brokenAt: line.auditId };
      }
      told.delete(line.auditId);
      count += 1;
      last = line;
    }
    if (told.size > 0) return { lines: count, untold, brokenAt: Math.min(...told.keys()) };
    if (lines.length === 0) return { lines: count, untold };
  }
}

/** Lines were links of a chain in their app once, and those are still bound to the one before. */
function isAsHashed({ hash, ...row }: Line, before: string): boolean {
  return hash === lineHash(row) || hash === chainedHash(before, row);
}

/** Hashes by number of the lines above `from` and up to `to`. */
async function toldLines(log: Client, app: string, from: number, to: number): Promise<Map<number, string>> {
  const { rows } = await log.query<{ auditId: number; hash: string }>(TOLD, [app, from, to]);
  return new Map(rows.map(({ auditId, hash }) => [auditId, hash]));
}
