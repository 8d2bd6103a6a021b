import type { DataSource } from 'typeorm';

const BATCH = 1_000;

/** Deletes expired stored answers in batches, each in a transaction of its own, until one isn't full. */
export async function purgeExpiredAnswers(db: DataSource): Promise<void> {
  let deleted: number;
  do {
    [, deleted] = await db.query<[unknown, number]>(
      `DELETE FROM idempotency_keys WHERE (client_id, family, key) IN (
         SELECT client_id, family, key FROM idempotency_keys WHERE expires_at < now()
          ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
    );
  } while (deleted === BATCH);
}
