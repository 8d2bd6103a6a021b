import { loadConfig, postgresUrl, str } from '@oceafin/platform';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { loadEnvFile } from 'node:process';

export const APPS = ['customer', 'file', 'onboarding'] as const;
export type App = (typeof APPS)[number];

/** Where a running local stack leaves what this command line needs. */
const LOCAL_SETTINGS = '.local/admin.env';

export interface ParkedConfig {
  readonly databaseUrl: string;
  /** Who acts, for the audit. */
  readonly actor: string;
}

/** From the environment or else from the local stack's file. */
export function parkedConfig(app: App): ParkedConfig {
  const variable = `${app.toUpperCase()}_DATABASE_WORKER_URL`;
  if (!process.env[variable] && !process.env[`${variable}_FILE`] && existsSync(LOCAL_SETTINGS)) {
    loadEnvFile(LOCAL_SETTINGS);
  }
  const specs = {
    [variable]: postgresUrl({ desc: `the app's database as ${app}_worker` }),
    ACTOR: str({ default: userInfo().username, desc: 'who acts, for the audit' }),
  };
  const config = loadConfig(specs, process.env) as Record<string, string>;
  return { databaseUrl: config[variable] ?? '', actor: config.ACTOR ?? '' };
}
