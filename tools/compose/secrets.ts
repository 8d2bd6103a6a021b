import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES, type DatabaseName, ROLES, type Right } from '../database/databases';

/** Values by variable name, one folder per service that gets them. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

const password = (): string => randomBytes(24).toString('base64url');
const key = (): string => randomBytes(32).toString('base64');

/** Everything that a fresh deployment keeps to itself; no service sees more than it needs. */
export function newSecrets(postgres: string): Secrets {
  const admin = password();
  const passwords = Object.fromEntries(ROLES.map((role) => [role, password()]));
  const url = (database: DatabaseName, right: Right): string => {
    const role = `${database}_${right}`;
    return `postgres://${role}:${passwords[role]}@${postgres}/${database}`;
  };
  const shared = {
    ACCESS_DATABASE_URL: url('partner_access', 'runtime'),
    ACCESS_KEK: key(),
    CURSOR_KEY: key(),
  };
  const app = (name: 'customer' | 'file' | 'onboarding'): Record<string, string> => ({
    ...shared,
    DATABASE_RUNTIME_URL: url(name, 'runtime'),
    DATABASE_WORKER_URL: url(name, 'worker'),
  });
  return {
    postgres: { POSTGRES_PASSWORD: admin },
    prepare: {
      DATABASE_ADMIN_URL: `postgres://postgres:${admin}@${postgres}/postgres`,
      ...Object.fromEntries(ROLES.map((role) => [`${role.toUpperCase()}_PASSWORD`, passwords[role] ?? ''])),
      ...Object.fromEntries(
        DATABASES.map((database) => [`${database.toUpperCase()}_DATABASE_OWNER_URL`, url(database, 'owner')]),
      ),
      ACCESS_ADMIN_DATABASE_URL: url('partner_access', 'worker'),
      ACCESS_KEK: shared.ACCESS_KEK,
    },
    customer: app('customer'),
    file: { ...app('file'), STORAGE_KEK: key() },
    onboarding: { ...app('onboarding'), EVIDENCE_KEK: key() },
  };
}

/**
 * Writes each value to `<folder>/<service>/<NAME>`, once: a later run leaves all as it is, since the
 * database and the sealed data know these keys.
 * @returns false where they were there
 */
export function writeSecretsOnce(folder: string, secrets: Secrets): boolean {
  const done = join(folder, 'prepare', '.complete');
  if (existsSync(done)) return false;
  for (const [service, values] of Object.entries(secrets)) {
    mkdirSync(join(folder, service), { recursive: true });
    for (const [name, value] of Object.entries(values)) {
      const path = join(folder, service, name);
      // Each folder is mounted into its one service only, under that image's own user.
      writeFileSync(`${path}.new`, value, { mode: 0o444 });
      renameSync(`${path}.new`, path);
    }
  }
  writeFileSync(done, '');
  return true;
}
