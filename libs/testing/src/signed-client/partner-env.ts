import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** What a partner needs to call the API: the names of section 8. */
export interface PartnerCredentials {
  /** Where the API is, with or without its base path. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly secret: string;
}

const NAMES = {
  baseUrl: 'OCEAFIN_PARTNER_API_BASE_URL',
  clientId: 'OCEAFIN_PARTNER_API_CLIENT_ID',
  secret: 'OCEAFIN_PARTNER_API_CLIENT_SECRET',
} as const;

/** Reads the credentials of `.local/partners/<name>.env`; says in one sentence what is missing. */
export function partnerCredentials(name: string, stateDir = '.local'): PartnerCredentials {
  const path = join(stateDir, 'partners', `${name}.env`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`No credentials of ${name}: ${path} can't be read. Is the stack running (npm start)?`, {
      cause,
    });
  }
  const values = parseEnv(text);
  const missing = Object.values(NAMES).filter((variable) => !values[variable]);
  if (missing.length > 0) throw new Error(`${path} lacks ${missing.join(', ')}.`);
  const value = (variable: string): string => values[variable] ?? '';
  return { baseUrl: value(NAMES.baseUrl), clientId: value(NAMES.clientId), secret: value(NAMES.secret) };
}
