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

/** A database's URL as the machine outside the containers sees it. */
export function published(url: string, ports: PublishedPorts, database?: string): string {
  const outside = Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(ports.postgres) });
  if (database !== undefined) outside.pathname = `/${database}`;
  return outside.href;
}

/**
 * Writes `stack.json` as section 10 of the partner contract has it, with addresses as the machine outside
 * the containers sees them. Its processes are containers, so none is listed.
 */
export function writeStackFile(path: string, secrets: string, ports: PublishedPorts): void {
  const admin = readFileSync(join(secrets, 'DATABASE_ADMIN_URL'), 'utf8');
  const postgres = Object.fromEntries(
    DATABASES.map((database) => [KEYS[database], published(admin, ports, database)]),
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
