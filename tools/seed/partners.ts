import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PRODUCTS, SCOPES, type Scope } from '@oceafin/contracts';
import { type AdministrationOptions, PartnerAdministration } from '@oceafin/partner-access';
import { writeCredentials } from '../partners/credentials-file';

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

/**
 * Makes the sandbox partners and writes each client's credentials to `<folder>/<name>.env`. What is there
 * stays; a client whose file is gone gets a new secret, since no secret is shown twice.
 * @returns the client ids whose credentials were written
 */
export async function seedPartners(
  options: AdministrationOptions,
  folder: string,
  baseUrl: string,
): Promise<string[]> {
  const administration = new PartnerAdministration(options);
  try {
    const written: string[] = [];
    for (const client of CLIENTS) {
      const path = join(folder, `${client.file}.env`);
      if (await isSeeded(administration, client, path)) continue;
      const known = await clientOf(administration, client);
      const issued = known
        ? await administration.rotate(client.clientId, 0)
        : await administration.addClient(client);
      writeCredentials(path, baseUrl, issued);
      written.push(client.clientId);
    }
    return written;
  } finally {
    await administration.close();
  }
}

async function isSeeded(
  administration: PartnerAdministration,
  client: SeededClient,
  path: string,
): Promise<boolean> {
  const partners = await administration.list();
  if (!partners.some(({ name }) => name === client.partner)) {
    await administration.createPartner({ name: client.partner, mode: 'sandbox', products: PRODUCTS });
    return false;
  }
  return existsSync(path) && (await clientOf(administration, client)) !== undefined;
}

async function clientOf(administration: PartnerAdministration, { partner, clientId }: SeededClient) {
  const partners = await administration.list();
  return partners
    .find(({ name }) => name === partner)
    ?.clients.find((client) => client.clientId === clientId);
}
