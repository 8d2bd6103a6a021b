import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

const KEPT_HOURS = 48;

/** Which key of whom, and of which request. */
export interface IdempotentRequest {
  readonly clientId: string;
  readonly partnerId: string;
  /** Keys of different families are apart. */
  readonly family: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** An answer as it is kept and sent, byte for byte. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly mark?: { readonly customerId: string; readonly version: number };
}

export type Claim =
  | { readonly state: 'IN_FLIGHT' }
  | { readonly state: 'CLAIMED' }
  | {
      readonly state: 'ANSWERED';
      /** Whose the row is. */
      readonly partnerId: string;
      readonly fingerprint: string;
      readonly answer: StoredAnswer;
    };

interface ClaimRow {
  locked: boolean;
  partnerId: string;
  fingerprint: string | null;
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  markCustomerId: string | null;
  markVersion: number;
}

/** Keys and stored answers, in the database and the transaction of the effect. */
@Injectable()
export class IdempotencyStore {
  /**
   * Tries to take the key for the rest of the transaction, without waiting, and looks for its answer. CLAIMED may be
   * wrong when another call committed between snapshot and lock: `store` then refuses.
   */
  async claim(tx: EntityManager, request: IdempotentRequest): Promise<Claim> {
    const [row] = await tx.query<ClaimRow[]>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended(concat_ws(E'\\n', 'idempotency', $1::text, $2::text, $3::text), 0)) AS locked,
              k.partner_id AS "partnerId", k.fingerprint, k.status, k.headers, k.body,
              k.mark_customer_id AS "markCustomerId", k.mark_version::float8 AS "markVersion"
         FROM (SELECT 1) AS always
         LEFT JOIN idempotency_keys k ON k.client_id = $1 AND k.family = $2 AND k.key = $3`,
      [request.clientId, request.family, request.key],
    );
    const { partnerId, fingerprint, status, headers, body, markCustomerId, markVersion, locked } = row!;
    if (fingerprint !== null) {
      const mark = markCustomerId === null ? undefined : { customerId: markCustomerId, version: markVersion };
      return { state: 'ANSWERED', partnerId, fingerprint, answer: { status, headers, body, mark } };
    }
    return { state: locked ? 'CLAIMED' : 'IN_FLIGHT' };
  }

  /** Keeps the answer with the effect. False when the key has got one meanwhile: the effect must not commit. */
  async store(tx: EntityManager, request: IdempotentRequest, answer: StoredAnswer): Promise<boolean> {
    const stored = await tx.query<unknown[]>(
      `INSERT INTO idempotency_keys (client_id, family, key, partner_id, fingerprint, status, headers, body,
                                     mark_customer_id, mark_version, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + interval '${KEPT_HOURS} hours')
       ON CONFLICT DO NOTHING
       RETURNING 1`,
      [
        request.clientId,
        request.family,
        request.key,
        request.partnerId,
        request.fingerprint,
        answer.status,
        JSON.stringify(answer.headers),
        answer.body,
        answer.mark?.customerId,
        answer.mark?.version,
      ],
    );
    return stored.length > 0;
  }
}
