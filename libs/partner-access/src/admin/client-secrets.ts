import { randomBytes, randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { SecretBox } from '../clients/secret-box';
import type { Mode } from '../endpoint/partner-call';

/** Makes a secret of 256 random bits and keeps it sealed. */
export async function issueSecret(
  tx: PoolClient,
  box: SecretBox,
  clientId: string,
  mode: Mode,
): Promise<string> {
  const secret = `sk_${mode}_${randomBytes(32).toString('hex')}`;
  const { kekId, sealed } = box.seal(secret, clientId);
  await tx.query(
    `INSERT INTO client_secrets (secret_id, client_id, kek_id, sealed) VALUES ($1, $2, $3, $4)`,
    [randomUUID(), clientId, kekId, sealed],
  );
  return secret;
}

/** Leaves the newest secret good for `overlapSeconds` and ends all older ones: never more than two are live. */
export async function expireSecrets(tx: PoolClient, clientId: string, overlapSeconds: number): Promise<void> {
  await tx.query(
    `UPDATE client_secrets s
        SET expires_at = least(s.expires_at, now() + make_interval(secs => CASE WHEN newest THEN $2::int ELSE 0 END))
       FROM (SELECT secret_id, row_number() OVER (ORDER BY created_at DESC) = 1 AS newest
               FROM client_secrets WHERE client_id = $1) ranked
      WHERE ranked.secret_id = s.secret_id`,
    [clientId, overlapSeconds],
  );
}

/** Opens what another key sealed and seals it with the current one. */
export async function resealSecrets(tx: PoolClient, box: SecretBox): Promise<number> {
  const { rows } = await tx.query<{ secret_id: string; client_id: string; kek_id: string; sealed: Buffer }>(
    `SELECT secret_id, client_id, kek_id, sealed FROM client_secrets WHERE kek_id <> $1 FOR UPDATE`,
    [box.currentKekId],
  );
  for (const row of rows) {
    const secret = box.open({ kekId: row.kek_id, sealed: row.sealed }, row.client_id);
    const { kekId, sealed } = box.seal(secret, row.client_id);
    await tx.query(`UPDATE client_secrets SET kek_id = $2, sealed = $3 WHERE secret_id = $1`, [
      row.secret_id,
      kekId,
      sealed,
    ]);
  }
  return rows.length;
}
