import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedOperators } from '../seed/operators';
import { seedPartners } from '../seed/partners';
import { prepareConfig } from './config';
import { published, writeStackFile } from './stack-file';

export interface Folders {
  /** One file per secret, named as its variable. */
  readonly secrets: string;
  /** Gets `stack.json` and the credentials: what `.local/` is elsewhere. */
  readonly state: string;
  /** Gets the operators' public key set; the apps read it there. */
  readonly jwks: string;
}

const APPS = ['CUSTOMER', 'FILE', 'ONBOARDING'] as const;

/** Brings databases, topics and credentials to the state that the apps need; may run again at every start. */
export async function prepare({ secrets, state, jwks }: Folders): Promise<void> {
  const config = prepareConfig();
  const env = { ...process.env, ...secretFiles(secrets) };
  for (const command of ['provision', 'migrate', 'topics']) {
    execFileSync(process.execPath, [join(__dirname, '../database/main.js'), command], {
      env,
      stdio: 'inherit',
    });
  }
  const secret = (name: string): string => readFileSync(join(secrets, name), 'utf8');
  const baseUrl = `http://127.0.0.1:${config.ports.ingress}`;
  const administration = {
    databaseUrl: secret('ACCESS_ADMIN_DATABASE_URL'),
    accessKek: Buffer.from(secret('ACCESS_KEK'), 'base64'),
    actor: 'compose',
  };
  const partners = await seedPartners(administration, join(state, 'partners'), baseUrl);
  const jwksFile = await seedOperators({
    folder: join(state, 'operators'),
    issuer: config.operatorIssuer,
    audience: config.operatorAudience,
  });
  copyFileSync(jwksFile, join(jwks, 'jwks.json'));
  // What `npm run partners` and `npm run parked` read outside.
  writeFileSync(
    join(state, 'admin.env'),
    `ACCESS_ADMIN_DATABASE_URL=${published(administration.databaseUrl, config.ports)}\n` +
      `ACCESS_KEK=${secret('ACCESS_KEK')}\n` +
      APPS.map(
        (app) => `${app}_DATABASE_WORKER_URL=${published(workerUrl(app, secret), config.ports)}\n`,
      ).join(''),
    { mode: 0o600 },
  );
  writeStackFile(join(state, 'stack.json'), secrets, config.ports);
  console.log(`credentials of ${[...partners, 'the operators'].join(', ')} written`);
}

/** `<NAME>_FILE` for every secret of the folder. */
function secretFiles(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => /^[A-Z_]+$/.test(name));
  return Object.fromEntries(names.map((name) => [`${name}_FILE`, join(folder, name)]));
}

function workerUrl(app: (typeof APPS)[number], secret: (name: string) => string): string {
  const username = `${app.toLowerCase()}_worker`;
  const owner = new URL(secret(`${app}_DATABASE_OWNER_URL`));
  return Object.assign(owner, { username, password: secret(`${app}_WORKER_PASSWORD`) }).href;
}
