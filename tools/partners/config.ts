import { keyBytes, loadConfig, postgresUrl, str } from '@oceafin/platform';
import type { AdministrationOptions } from '@oceafin/partner-access';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { loadEnvFile } from 'node:process';

/** Where a running local stack leaves what this command line needs. */
const LOCAL_SETTINGS = '.local/admin.env';

/** What every command reads, from the environment or else from the local stack's file. */
export function partnersConfig(): AdministrationOptions {
  const { ACCESS_ADMIN_DATABASE_URL: url, ACCESS_ADMIN_DATABASE_URL_FILE: file } = process.env;
  if (!url && !file && existsSync(LOCAL_SETTINGS)) loadEnvFile(LOCAL_SETTINGS);
  const config = loadConfig(
    {
      ACCESS_ADMIN_DATABASE_URL: postgresUrl({ desc: 'the access database as partner_access_worker' }),
      ACCESS_KEK: keyBytes(32)({ desc: 'key that client secrets are sealed with, 32 bytes in base64' }),
      ACCESS_KEK_PREVIOUS: keyBytes(32)({ default: undefined, desc: 'the key before a rotation' }),
      ACTOR: str({ default: userInfo().username, desc: 'who acts, for the audit' }),
    },
    process.env,
  );
  return {
    databaseUrl: config.ACCESS_ADMIN_DATABASE_URL,
    accessKek: config.ACCESS_KEK,
    previousAccessKek: config.ACCESS_KEK_PREVIOUS,
    actor: config.ACTOR,
  };
}
