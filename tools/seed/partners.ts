import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRODUCTS, SCOPES, type Scope } from '@oceafin/contracts';
import { type AdministrationOptions, PartnerAdministration } from '@oceafin/partner-access';

interface SeededClient {
  readonly partner: string;
  readonly clientId: string;
  readonly scopes: readonly Scope[];
  /** File of the credentials, without `.env`. */
  readonly file: string;
}

const readOnly = SCOPES.filter((scope) => scope.endsWith(':read'));

/** The partners of a sandbox: section 10 of the partner contract. */
const CLIENTS: readonly SeededClient[] = [
  { partner: 'acme', clientId: 'client_acme_sandbox', scopes: SCOPES, file: 'acme' },
  { partner: 'acme', clientId: 'client_acme_readonly', scopes: readOnly, file: 'acme-readonly' },
  { partner: 'globex', clientId: 'client_globex_sandbox', scopes: SCOPES, file: 'globex' },
];

const PREFIX = 'OCEAFIN_PARTNER_API_';

/**
 * Makes the sandbox partners and writes each client's credentials to `<folder>/<name>.env`. Secrets that
 * are there stay; a client whose file is gone gets a new one, since no secret is shown twice.
 * @returns the client ids that got a new secret
 */
export async function seedPartners(
  options: AdministrationOptions,
  folder: string,
  baseUrl: string,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const administration = new PartnerAdministration(options);
  try {
    const known = await administration.list();
    for (const name of new Set(CLIENTS.map((client) => client.partner))) {
      if (known.some((partner) => partner.name === name)) continue;
      await administration.createPartner({ name, mode: 'sandbox', products: PRODUCTS });
    }
    const clients = new Set(known.flatMap((partner) => partner.clients.map(({ clientId }) => clientId)));
    const issued: string[] = [];
    for (const client of CLIENTS) {
      const path = join(folder, `${client.file}.env`);
      const exists = clients.has(client.clientId);
      const kept = exists ? readCredentials(path) : {};
      if (!kept.CLIENT_SECRET) issued.push(client.clientId);
      writeCredentials(path, {
        BASE_URL: baseUrl,
        CLIENT_ID: client.clientId,
        CLIENT_SECRET: kept.CLIENT_SECRET ?? (await issue(administration, client, exists)),
        WEBHOOK_SECRET: kept.WEBHOOK_SECRET ?? `whsec_sandbox_${randomBytes(32).toString('hex')}`,
      });
    }
    return issued;
  } finally {
    await administration.close();
  }
}

async function issue(
  administration: PartnerAdministration,
  client: SeededClient,
  exists: boolean,
): Promise<string> {
  const issued = exists
    ? await administration.rotate(client.clientId, 0)
    : await administration.addClient(client);
  return issued.secret;
}

function readCredentials(path: string): Record<string, string | undefined> {
  if (!existsSync(path)) return {};
  const lines = readFileSync(path, 'utf8').matchAll(/^OCEAFIN_PARTNER_API_(\w+)=(.+)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

function writeCredentials(path: string, values: Record<string, string>): void {
  const lines = Object.entries(values).map(([name, value]) => `${PREFIX}${name}=${value}\n`);
  writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
