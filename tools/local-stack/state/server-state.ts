import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { anyoneMayEnter, SHARED_HOME } from '../servers/postgres-binaries';
import { postgresUser } from '../servers/system-user';
import { writeAtomically } from './atomic-write';

/**
 * Folder for the data of servers that run as another user: in `.local`, or outside the checkout where
 * that user couldn't reach it. Where it is is recorded, so that it is found again and can be reset.
 */
export async function serverStateFolder(root: string, state: string): Promise<string> {
  const record = join(state, 'server-state.json');
  if (existsSync(record)) {
    const { folder } = JSON.parse(await readFile(record, 'utf8')) as { folder: string };
    if (existsSync(folder)) return folder;
    throw new Error(`PostgreSQL's data was in ${folder}, which is gone: run npm run reset and start anew.`);
  }
  const reachable = (await postgresUser()) === undefined || anyoneMayEnter(root);
  const name = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const folder = reachable ? join(state, 'servers') : join(SHARED_HOME, `stack-${name}`);
  // Without a record it is what a checkout left that was deleted since.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  if (!reachable) await chmod(SHARED_HOME, 0o755);
  await writeAtomically(record, JSON.stringify({ folder }));
  return folder;
}
