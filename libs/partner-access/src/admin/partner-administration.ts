import type { Product, Scope } from '@oceafin/contracts';
import { randomBytes } from 'node:crypto';
import { Pool, type PoolClient } from 'pg';
import { SecretBox } from '../clients/secret-box';
import type { Mode } from '../endpoint/partner-call';
import { AdministrationError } from './administration-error';
import { expireSecrets, issueSecret, requireKeyInUse, resealSecrets } from './client-secrets';

export interface AdministrationOptions {
  /** Role partner_access_worker. */
  readonly databaseUrl: string;
  /** 32 bytes. */
  readonly accessKek: Buffer;
  readonly previousAccessKek?: Buffer;
  /** Who acts; kept in the audit. */
  readonly actor: string;
}

export interface IssuedSecret {
  readonly clientId: string;
  /** Shown this once: only its ciphertext is kept. */
  readonly secret: string;
}

export interface ClientSummary {
  readonly clientId: string;
  readonly scopes: readonly Scope[];
  readonly active: boolean;
  /** Secrets that are good now: two while rotating. */
  readonly liveSecrets: number;
}

export interface PartnerSummary {
  readonly name: string;
  readonly mode: Mode;
  readonly products: readonly Product[];
  readonly active: boolean;
  readonly clients: readonly ClientSummary[];
}

const CLIENT_ID = /^[A-Za-z0-9_.-]{1,128}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Partners, their clients and secrets. Every act is in the audit, in the act's own transaction. */
export class PartnerAdministration {
  private readonly pool: Pool;
  private readonly box: SecretBox;

  constructor(private readonly options: AdministrationOptions) {
    this.pool = new Pool({ connectionString: options.databaseUrl, max: 2, connectionTimeoutMillis: 30_000 });
    this.box = new SecretBox(options.accessKek, options.previousAccessKek);
  }

  async createPartner(partner: { name: string; mode: Mode; products: readonly Product[] }): Promise<void> {
    if (!NAME.test(partner.name))
      throw new AdministrationError('a name is lower-case letters, digits and dashes');
    await this.act('create', { detail: partner }, async (tx) => {
      const { rowCount } = await tx.query(
        `INSERT INTO partners (name, mode, products) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
        [partner.name, partner.mode, partner.products],
      );
      if (!rowCount) throw new AdministrationError(`there is a partner ${partner.name} already`);
    });
  }

  /** `clientId` defaults to one of ours. */
  async addClient(client: {
    partner: string;
    clientId?: string;
    scopes: readonly Scope[];
  }): Promise<IssuedSecret> {
    const { partner, scopes } = client;
    const clientId = client.clientId ?? `client_${partner}_${randomBytes(6).toString('hex')}`;
    if (!CLIENT_ID.test(clientId)) throw new AdministrationError('a client id is letters, digits, _ . and -');
    return this.act('add-client', { clientId, detail: { partner, scopes } }, async (tx) => {
      const { rows } = await tx.query<{ mode: Mode }>(
        `WITH owner AS (SELECT partner_id, mode FROM partners WHERE name = $2),
              added AS (INSERT INTO clients (client_id, partner_id, scopes)
                        SELECT $1, partner_id, $3 FROM owner ON CONFLICT DO NOTHING RETURNING 1)
         SELECT mode FROM owner WHERE EXISTS (SELECT FROM added)`,
        [clientId, partner, scopes],
      );
      if (!rows[0]) throw new AdministrationError(`no partner ${partner}, or ${clientId} is taken`);
      await requireKeyInUse(tx, this.box);
      return { clientId, secret: await issueSecret(tx, this.box, clientId, rows[0].mode) };
    });
  }

  /** A new secret; the one in use stays good for `overlapSeconds`, any older one ends now. */
  async rotate(clientId: string, overlapSeconds: number): Promise<IssuedSecret> {
    return this.act('rotate', { clientId, detail: { overlapSeconds } }, async (tx) => {
      const { rows } = await tx.query<{ mode: Mode }>(
        `SELECT p.mode FROM clients c JOIN partners p USING (partner_id) WHERE client_id = $1 FOR UPDATE OF c`,
        [clientId],
      );
      if (!rows[0]) throw new AdministrationError(`no client ${clientId}`);
      await requireKeyInUse(tx, this.box);
      await expireSecrets(tx, clientId, overlapSeconds);
      return { clientId, secret: await issueSecret(tx, this.box, clientId, rows[0].mode) };
    });
  }

  /** Refused everywhere within 5 s. */
  async setClientActive(clientId: string, active: boolean): Promise<void> {
    await this.change(active ? 'enable' : 'disable', { clientId, detail: {} }, 'active', active);
  }

  /** Disables or enables every client of the partner at once. */
  async setPartnerActive(partner: string, active: boolean): Promise<void> {
    await this.change(active ? 'enable' : 'disable', { detail: { partner } }, 'active', active);
  }

  /** What the partner's clients may be used for, everywhere within 5 s. */
  async setProducts(partner: string, products: readonly Product[]): Promise<void> {
    await this.change('set-products', { detail: { partner, products } }, 'products', products);
  }

  /** What the client may do, everywhere within 5 s. */
  async setScopes(clientId: string, scopes: readonly Scope[]): Promise<void> {
    await this.change('set-scopes', { clientId, detail: { scopes } }, 'scopes', scopes);
  }

  /** Seals every secret that an older key sealed with the current one; gives their number. */
  async rotateKek(): Promise<number> {
    return this.act('rotate-kek', { detail: { kekId: this.box.currentKekId } }, (tx) =>
      resealSecrets(tx, this.box),
    );
  }

  async list(): Promise<PartnerSummary[]> {
    const { rows } = await this.pool.query<PartnerSummary>(
      `SELECT p.name, p.mode, p.products, p.active,
              coalesce(json_agg(json_build_object('clientId', c.client_id, 'scopes', c.scopes, 'active', c.active,
                         'liveSecrets', (SELECT count(*) FROM client_secrets s WHERE s.client_id = c.client_id
                                            AND (s.expires_at IS NULL OR s.expires_at > now())))
                       ORDER BY c.client_id) FILTER (WHERE c.client_id IS NOT NULL), '[]') AS clients
         FROM partners p LEFT JOIN clients c USING (partner_id)
        GROUP BY p.partner_id ORDER BY p.name`,
    );
    return rows;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  /** Of the client where the act names one, else of the partner. */
  private async change(
    action: string,
    act: { clientId: string; detail: object } | { clientId?: undefined; detail: { partner: string } },
    column: 'active' | 'products' | 'scopes',
    value: unknown,
  ): Promise<void> {
    const [table, key, name] =
      act.clientId === undefined
        ? ['partners', 'name', act.detail.partner]
        : ['clients', 'client_id', act.clientId];
    await this.act(action, act, async (tx) => {
      const { rowCount } = await tx.query(`UPDATE ${table} SET ${column} = $2 WHERE ${key} = $1`, [
        name,
        value,
      ]);
      if (!rowCount) throw new AdministrationError(`no ${table.slice(0, -1)} ${name}`);
    });
  }

  private async act<T>(
    action: string,
    { clientId, detail }: { clientId?: string; detail: object },
    work: (tx: PoolClient) => Promise<T>,
  ): Promise<T> {
    const tx = await this.pool.connect();
    try {
      await tx.query('BEGIN');
      const result = await work(tx);
      await tx.query(`INSERT INTO admin_audit (actor, action, client_id, detail) VALUES ($1, $2, $3, $4)`, [
        this.options.actor,
        action,
        clientId,
        JSON.stringify(detail),
      ]);
      await tx.query('COMMIT');
      return result;
    } catch (error) {
      await tx.query('ROLLBACK');
      throw error;
    } finally {
      tx.release();
    }
  }
}
