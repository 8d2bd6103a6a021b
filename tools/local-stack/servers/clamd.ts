import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type GuardedProcess, type Spawned, spawnGuarded } from '../process/guarded';
import { accepts } from '../process/ports';
import { untilReady } from '../process/wait';
import { projectRoot } from '../project-root';

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
}

export async function startClamd(options: ClamdOptions, spawned?: Spawned): Promise<GuardedProcess> {
  const { home, log, port } = options;
  const server = await spawnGuarded(clamdBinary() ?? 'clamd', ['--config-file=clamd.conf'], {
    cwd: home,
    log,
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
