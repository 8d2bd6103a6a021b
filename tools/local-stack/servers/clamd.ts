import { chmod, chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type GuardedProcess, type Spawned, spawnGuarded } from '../process/guarded';
import { accepts } from '../process/ports';
import { untilReady } from '../process/wait';
import { projectRoot } from '../project-root';
import { type SystemUser, systemUser } from './system-user';

export interface ClamdOptions {
  readonly home: string;
  readonly log: string;
  readonly port: number;
}

/** Where Debian and Homebrew put it, which may not be on an ordinary user's PATH. */
const ALSO_LOOKED_IN = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];

export function clamdBinary(path = process.env.PATH ?? ''): string | undefined {
  const folders = [...path.split(delimiter), ...ALSO_LOOKED_IN];
  return folders.map((folder) => join(folder, 'clamd')).find((file) => existsSync(file));
}

/** Writes its configuration; the signatures are ours, so nothing is downloaded. */
export async function prepareClamd({ home, port }: ClamdOptions): Promise<void> {
  await mkdir(join(home, 'signatures'), { recursive: true });
  await mkdir(join(home, 'temporary'), { recursive: true });
  const signatures = 'oceafin.ndb';
  await copyFile(
    join(projectRoot(), 'tools/local-stack/clamav', signatures),
    join(home, 'signatures', signatures),
  );
  await writeFile(join(home, 'clamd.conf'), configuration(home, port));
  const user = await clamdUser();
  if (user) await chown(join(home, 'temporary'), user.uid, user.gid);
  // Whatever the umask: another user reads these.
  for (const name of ['.', 'signatures']) await chmod(join(home, name), 0o755);
  for (const name of ['clamd.conf', `signatures/${signatures}`]) await chmod(join(home, name), 0o644);
}

/** It parses hostile bytes: never as root where the package brought a user for it. */
const clamdUser = async (): Promise<SystemUser | undefined> =>
  userInfo().uid === 0 ? systemUser('clamav') : undefined;

export async function startClamd(options: ClamdOptions, spawned?: Spawned): Promise<GuardedProcess> {
  const { home, log, port } = options;
  const server = await spawnGuarded(clamdBinary() ?? 'clamd', ['--config-file=clamd.conf'], {
    cwd: home,
    log,
    user: await clamdUser(),
  });
  spawned?.(server);
  await untilReady('clamd', server, log, () => accepts(port), 30_000);
  return server;
}

// Without AlertExceedsMax it answers OK for what it didn't scan to the end.
const configuration = (home: string, port: number): string =>
  [
    'Foreground yes',
    'TCPAddr 127.0.0.1',
    `TCPSocket ${port}`,
    `DatabaseDirectory "${join(home, 'signatures')}"`,
    `TemporaryDirectory "${join(home, 'temporary')}"`,
    'SelfCheck 0',
    'MaxThreads 4',
    'AlertExceedsMax yes',
    'AlertEncrypted no',
    'StreamMaxLength 64M',
    'MaxScanSize 512M',
    'MaxFileSize 256M',
    'MaxRecursion 20',
    'MaxFiles 10000',
    'MaxScanTime 60000',
    '',
  ].join('\n');
