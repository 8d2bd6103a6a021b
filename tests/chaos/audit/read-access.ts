import type { Evidence, Mark, StoredAnswer } from './evidence';
import { inDatabase } from './read-databases';

/** What all apps share of a partner: which writes must be seen, and which nonces are spent. */
export function readAccess(url: string): Promise<Evidence['access']> {
  return inDatabase(url, async (db) => {
    const marks = await db.query<Mark>(
      'SELECT app, customer_id AS "customerId", version::float8 AS version FROM customer_marks',
    );
    const nonces = await db.query<{ nonce: string }>('SELECT nonce FROM nonces');
    return { marks: marks.rows, nonces: new Set(nonces.rows.map(({ nonce }) => nonce)) };
  });
}

/** The answers that an app keeps for retries. */
export function readAnswers(app: string, url: string): Promise<StoredAnswer[]> {
  return inDatabase(url, async (db) => {
    const { rows } = await db.query<Omit<StoredAnswer, 'app'>>(
      `SELECT key, status, encode(sha256(body), 'hex') AS sha256,
              CASE WHEN mark_version IS NOT NULL
                   THEN json_build_object('customerId', mark_customer_id, 'version', mark_version) END AS mark
         FROM idempotency_keys`,
    );
    return rows.map((row) => ({ app, ...row }));
  });
}
