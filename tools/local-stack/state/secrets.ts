import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ROLES, type RoleName } from '../../database/databases';
import { writeAtomically } from './atomic-write';

/** What the local deployment keeps to itself; keys are base64 of 32 bytes. */
export interface Secrets {
  readonly postgres: string;
  readonly roles: Readonly<Record<RoleName, string>>;
  readonly accessKek: string;
  readonly cursorKey: string;
  readonly storageKek: string;
  readonly evidenceKek: string;
}

/** The secrets of an earlier start, or new ones. */
export async function loadSecrets(path: string): Promise<Secrets> {
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8')) as Secrets;
  const password = (): string => randomBytes(24).toString('hex');
  const key = (): string => randomBytes(32).toString('base64');
  const secrets: Secrets = {
    postgres: password(),
    roles: Object.fromEntries(ROLES.map((role) => [role, password()])) as Record<RoleName, string>,
    accessKek: key(),
    cursorKey: key(),
    storageKek: key(),
    evidenceKek: key(),
  };
  await writeAtomically(path, JSON.stringify(secrets, null, 2));
  return secrets;
}
