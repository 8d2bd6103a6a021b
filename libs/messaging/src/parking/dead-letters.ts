import type { EntityManager } from 'typeorm';
import { OUTBOX_BUCKETS } from '../schema';
import { type KeyPlace, placeValues, THIS_KEY } from './parked-key';

/**
 * Hands the key's parked messages that aren't there yet to the relay, for `<topic>.<consumer>.dlt`: bytes and headers
 * as they came, and where they came from. Version 0: nobody keeps heads of a dead-letter topic.
 */
export async function announceParked(tx: EntityManager, place: KeyPlace): Promise<void> {
  await tx.query(
    `WITH fresh AS (
       UPDATE parked_messages SET announced = true WHERE ${THIS_KEY} AND NOT announced RETURNING *
     )
     INSERT INTO outbox_messages (bucket, topic, key, version, headers, raw)
     SELECT abs(hashtext(key)::bigint) % ${OUTBOX_BUCKETS}, topic || '.' || consumer || '.dlt', key, 0,
            headers || jsonb_build_object(
              'dlt_topic', topic, 'dlt_partition', partition::text, 'dlt_offset', "offset"::text,
              'dlt_consumer', consumer, 'dlt_error_class', error_class, 'dlt_error_code', error_code,
              'dlt_parked_at', to_char(parked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
            ), value
       FROM fresh ORDER BY parked_id`,
    placeValues(place),
  );
}
