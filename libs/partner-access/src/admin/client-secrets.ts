import { randomBytes, randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { SecretBox } from '../clients/secret-box';
import type { Mode } from '../endpoint/partner-call';
import { AdministrationError } from './administration-error';

const LIVE = '(expires_at IS NULL OR expires_at > now())';

/** Nobody seals with a key while all is sealed anew with another. */
const KEYS_LOCK = `hashtext('oceafin.client_secrets.keys')`;

const WHAT_NOW = 'set ACCESS_KEK_PREVIOUS to it; nothing was changed';

/** With a key that no secret in use is sealed with, nobody could be sure that any app has it. */
export async function requireKeyInUse(tx: PoolClient, box: SecretBox): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${KEYS_LOCK})`);
  const { rows } = await tx.query<{ kek_id: string }>(
    `SELECT DISTINCT kek_id FROM client_secrets WHERE ${LIVE} ORDER BY 1`,
  );
  const used = rows.map(({ kek_id }) => kek_id);
  if (used.length === 0 || used.some((one) => box.kekIds.includes(one))) return;
  throw new AdministrationError(
    `client secrets are sealed under key ${used.join(', ')}, which is not configured: ${WHAT_NOW}`,
  );
}

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

/** Opens what another key sealed and seals it with the current one. What has expired is of no use to anyone and stays. */
export async function resealSecrets(tx: PoolClient, box: SecretBox): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(${KEYS_LOCK})`);
  const { rows } = await tx.query<{ secret_id: string; client_id: string; kek_id: string; sealed: Buffer }>(
    `SELECT secret_id, client_id, kek_id, sealed FROM client_secrets WHERE kek_id <> $1 AND ${LIVE}`,
    [box.currentKekId],
  );
  const strange = rows.filter(({ kek_id }) => !box.kekIds.includes(kek_id));
  if (strange.length > 0) {
    const keys = [...new Set(strange.map(({ kek_id }) => kek_id))].join(', ');
    const many = `${strange.length} of the ${rows.length} secrets to seal anew`;
    throw new AdministrationError(
      `${many} are sealed under key ${keys}, which is not configured: ${WHAT_NOW}`,
    );
  }
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
