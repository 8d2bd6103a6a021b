import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES } from '../database/databases';

export interface PublishedPorts {
  readonly ingress: number;
  readonly kafka: number;
  readonly postgres: number;
}

/** Names in stack.json. */
const KEYS = {
  customer: 'customer',
  file: 'file',
  onboarding: 'onboarding',
  partner_access: 'partnerAccess',
};

/**
 * Writes `stack.json` as section 10 of the partner contract has it, with addresses as the machine outside
 * the containers sees them. Its processes are containers, so none is listed.
 */
export function writeStackFile(path: string, secrets: string, ports: PublishedPorts): void {
  const postgres = Object.fromEntries(
    DATABASES.map((database) => {
      const variable = `${database.toUpperCase()}_DATABASE_OWNER_URL`;
      const url = new URL(readFileSync(join(secrets, variable), 'utf8'));
      url.hostname = '127.0.0.1';
      url.port = String(ports.postgres);
      return [KEYS[database], url.href];
    }),
  );
  const stack = {
    ready: true,
    mode: 'sandbox',
    ingress: `http://127.0.0.1:${ports.ingress}`,
    kafka: `127.0.0.1:${ports.kafka}`,
    postgres,
    scanner: 'clamd',
    processes: [],
  };
  writeFileSync(`${path}.new`, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
