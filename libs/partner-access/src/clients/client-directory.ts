import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Product, Scope } from '@oceafin/contracts';
import { LRUCache } from 'lru-cache';
import { AccessDatabase } from '../access-database';
import type { Mode, PartnerClient } from '../endpoint/partner-call';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';
import { SecretBox } from './secret-box';

/** With the query's own timeout this stays below the 5 s within which a disabled client is refused. */
const MAX_AGE_MS = 2_000;
const MAX_KNOWN = 10_000;

/** An active client of this deployment with its live secrets, newest first. */
export interface KnownClient extends PartnerClient {
  readonly secrets: readonly string[];
  /** True: a live secret can't be opened, so that who signed with it can't be told. */
  readonly isSealed: boolean;
}

interface ClientRow {
  partner_id: string;
  scopes: Scope[];
  products: Product[];
  mode: Mode;
  active: boolean;
  secrets: { kekId: string; sealed: string }[];
}

interface Lookup {
  readonly startedAt: number;
  readonly client: Promise<KnownClient | undefined>;
}

/** Finds clients by id, from memory where that is at most `MAX_AGE_MS` old. */
@Injectable()
export class ClientDirectory {
  private readonly lookups = new LRUCache<string, Lookup>({ max: MAX_KNOWN });
  private readonly logger = new Logger(ClientDirectory.name);
  private readonly box: SecretBox;

  constructor(
    private readonly database: AccessDatabase,
    @Inject(PARTNER_ACCESS_OPTIONS) private readonly options: PartnerAccessOptions,
  ) {
    this.box = new SecretBox(options.accessKek, options.previousAccessKek);
  }

  /** Undefined for a client that is unknown, disabled, of a disabled partner, or of another mode. */
  find(clientId: string): Promise<KnownClient | undefined> {
    const cached = this.lookups.get(clientId);
    if (cached && performance.now() - cached.startedAt < MAX_AGE_MS) return cached.client;
    const lookup = { startedAt: performance.now(), client: this.load(clientId) };
    this.lookups.set(clientId, lookup);
    lookup.client.catch(() => {
      if (this.lookups.peek(clientId) === lookup) this.lookups.delete(clientId);
    });
    return lookup.client;
  }

  private async load(clientId: string): Promise<KnownClient | undefined> {
    const [row] = await this.database.query<ClientRow>(
      'find-client',
      `SELECT c.partner_id, c.scopes, p.products, p.mode, c.active AND p.active AS active,
              coalesce((SELECT json_agg(json_build_object('kekId', s.kek_id, 'sealed', encode(s.sealed, 'base64'))
                                        ORDER BY s.created_at DESC)
                          FROM client_secrets s
                         WHERE s.client_id = c.client_id AND (s.expires_at IS NULL OR s.expires_at > now())), '[]') AS secrets
         FROM clients c JOIN partners p USING (partner_id)
        WHERE c.client_id = $1`,
      [clientId],
    );
    if (!row || !row.active || row.mode !== this.options.mode) return undefined;
    const secrets = row.secrets.flatMap((one) => this.opened(clientId, one) ?? []);
    return {
      clientId,
      partnerId: row.partner_id,
      scopes: row.scopes,
      products: row.products,
      mode: row.mode,
      rateLimit: {
        requestsPerSecond: this.options.rateLimitPerSecond,
        burst: this.options.rateLimitBurst,
      },
      secrets,
      isSealed: secrets.length < row.secrets.length,
    };
  }

  /** Undefined where it can't be opened: the client's other secret stays good. */
  private opened(clientId: string, { kekId, sealed }: ClientRow['secrets'][number]): string | undefined {
    try {
      return this.box.open({ kekId, sealed: Buffer.from(sealed, 'base64') }, clientId);
    } catch (error) {
      this.logger.error(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
