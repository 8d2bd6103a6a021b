import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/local-stack/process/run';

const DEBIAN = '/usr/lib/postgresql';

export interface PgbenchOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Whether statements are prepared once per connection. */
  readonly prepared?: boolean;
}

/** Transactions of the script a second. */
export async function pgbench(url: string, script: string, options: PgbenchOptions): Promise<number> {
  const { connections, seconds, prepared } = options;
  const load = ['-n', '-c', String(connections), '-j', '2', '-T', String(seconds), '-f', script];
  const { code, output } = await run(binary(), [...load, ...(prepared ? ['-M', 'prepared'] : []), url]);
  const [, found] = /tps = ([\d.]+)/.exec(output) ?? [];
  if (code !== 0 || !found) throw new Error(`pgbench: ${output}`);
  return Number(found);
}

/** The PostgreSQL of the npm package comes without it; Debian's package postgresql-contrib brings one. */
function binary(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort() : [];
  const found = versions.map((version) => join(DEBIAN, version, 'bin/pgbench')).filter(existsSync);
  return found.at(-1) ?? 'pgbench';
}
