import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type OperatorRole, PRODUCTS, type Scope, SCOPES } from '@oceafin/contracts';
import { type IssuedSecret, PartnerAdministration } from '@oceafin/partner-access';
import { ensureOperatorKeys, mintOperatorToken } from '../operators/operator-keys';
import { databaseUrl, type Deployment, OPERATOR_AUDIENCE, OPERATOR_ISSUER } from './apps';
import { writeAtomically } from './state/atomic-write';

interface SeededClient {
  /** Its credentials are in `<name>.env`. */
  readonly name: string;
  readonly partner: string;
  readonly clientId: string;
  readonly scopes: readonly Scope[];
}

const CLIENTS: readonly SeededClient[] = [
  { name: 'acme', partner: 'acme', clientId: 'client_acme_sandbox', scopes: SCOPES },
  { name: 'globex', partner: 'globex', clientId: 'client_globex_sandbox', scopes: SCOPES },
  {
    name: 'acme-readonly',
    partner: 'acme',
    clientId: 'client_acme_readonly_sandbox',
    scopes: SCOPES.filter((scope) => scope.endsWith(':read')),
  },
];

const OPERATORS: Readonly<Record<string, OperatorRole>> = {
  rita: 'REVIEWER',
  sam: 'SENIOR_REVIEWER',
  carol: 'COMPLIANCE_OFFICER',
  audrey: 'AUDITOR',
};
const TOKEN_DAYS = 365;

/** Makes the partners and clients that aren't there and sees that each client's credentials are at hand. */
export async function seedPartners(deployment: Deployment, folder: string): Promise<void> {
  await privateFolder(folder);
  const administration = new PartnerAdministration({
    databaseUrl: databaseUrl(deployment, 'partner_access', 'worker'),
    accessKek: Buffer.from(deployment.secrets.accessKek, 'base64'),
    actor: 'local-stack',
  });
  try {
    const known = await administration.list();
    for (const name of new Set(CLIENTS.map((client) => client.partner))) {
      if (known.some((partner) => partner.name === name)) continue;
      await administration.createPartner({ name, mode: 'sandbox', products: PRODUCTS });
    }
    for (const client of CLIENTS) {
      const exists = known.some((partner) =>
        partner.clients.some(({ clientId }) => clientId === client.clientId),
      );
      await seedClient(administration, client, exists, join(folder, `${client.name}.env`), deployment);
    }
  } finally {
    await administration.close();
  }
}

/** A secret is shown only once: when its file is lost, the client gets another one. */
async function seedClient(
  administration: PartnerAdministration,
  client: SeededClient,
  exists: boolean,
  path: string,
  { ports }: Deployment,
): Promise<void> {
  const kept = exists ? readCredentials(path) : {};
  const issue = (): Promise<IssuedSecret> =>
    exists ? administration.rotate(client.clientId, 0) : administration.addClient(client);
  const secret = kept.CLIENT_SECRET ?? (await issue()).secret;
  const values = {
    BASE_URL: `http://127.0.0.1:${ports.ingress}`,
    CLIENT_ID: client.clientId,
    CLIENT_SECRET: secret,
    WEBHOOK_SECRET: kept.WEBHOOK_SECRET ?? `whsec_${randomBytes(32).toString('hex')}`,
  };
  await writeAtomically(path, environmentFile(values, 'OCEAFIN_PARTNER_API_'));
}

function readCredentials(path: string): Record<string, string | undefined> {
  if (!existsSync(path)) return {};
  const lines = readFileSync(path, 'utf8').matchAll(/^OCEAFIN_PARTNER_API_(\w+)=(.+)$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
}

/** What `npm run partners` reads to act on this stack. */
export async function writeAdminSettings(deployment: Deployment, path: string): Promise<void> {
  const values = {
    ACCESS_ADMIN_DATABASE_URL: databaseUrl(deployment, 'partner_access', 'worker'),
    ACCESS_KEK: deployment.secrets.accessKek,
  };
  await writeAtomically(path, environmentFile(values));
}

/** Makes the local issuer's keys, gives the path of its JWKS file and writes each operator's token. */
export async function seedOperators(folder: string): Promise<string> {
  await privateFolder(folder);
  const jwksFile = await ensureOperatorKeys(folder);
  for (const [name, role] of Object.entries(OPERATORS)) {
    const request = { name, role, issuer: OPERATOR_ISSUER, audience: OPERATOR_AUDIENCE, days: TOKEN_DAYS };
    await writeAtomically(join(folder, `${name}.jwt`), `${await mintOperatorToken(folder, request)}\n`);
  }
  return jwksFile;
}

async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
}

function environmentFile(values: Record<string, string>, prefix = ''): string {
  return Object.entries(values)
    .map(([name, value]) => `${prefix}${name}=${value}\n`)
    .join('');
}
