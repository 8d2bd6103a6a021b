import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { type GuardedProcess, type Spawned, spawnGuarded } from '../process/guarded';
import { run } from '../process/run';
import { untilReady } from '../process/wait';
import { postgresBinaries } from './postgres-binaries';
import { postgresUser } from './system-user';

export interface PostgresOptions {
  /** Folder of the server's data and log; made when new. Its system user must be able to enter it. */
  readonly home: string;
  readonly log: string;
  readonly port: number;
  /** Of the superuser `postgres`. */
  readonly password: string;
  /** Nothing is worth keeping: no fsync, and `home` is removed when the parent has died. */
  readonly disposable?: boolean;
  /** Seconds it outlives a parent that died, so that the apps end first. */
  readonly pauseSeconds?: number;
}

const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

/** Makes the data folder when it's new. A half-made one of an interrupted start is made again. */
export async function preparePostgres({ home, password, disposable }: PostgresOptions): Promise<void> {
  const user = await postgresUser();
  const made = join(home, 'initialised');
  if (existsSync(made)) return;
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true, mode: 0o700 });
  const passwordFile = join(home, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await Promise.all([home, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  const { code, output } = await run(
    join(await postgresBinaries(user !== undefined), 'bin/initdb'),
    [
      ...[
        '-D',
        join(home, 'data'),
        '--username=postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
      ],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ...(disposable ? ['--no-sync'] : []),
    ],
    { cwd: home, env: environment(), ...user },
  );
  await rm(passwordFile);
  if (code !== 0) throw new Error(`PostgreSQL's data folder couldn't be made: ${output.trim()}`);
  await writeFile(made, '');
}

/** Starts the server on loopback and waits until it answers. */
export async function startPostgres(options: PostgresOptions, spawned?: Spawned): Promise<GuardedProcess> {
  const { home, log, port, password, pauseSeconds, disposable } = options;
  const user = await postgresUser();
  const data = join(home, 'data');
  await removeStaleLock(data);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    ...(disposable ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const server = await spawnGuarded(
    join(await postgresBinaries(user !== undefined), 'bin/postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    {
      ...{ cwd: home, env: environment(), user, log, pauseSeconds },
      // SIGINT is its fast shutdown: SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      graceSeconds: 20,
      scratch: disposable ? home : undefined,
    },
  );
  spawned?.(server);
  await untilReady('PostgreSQL', server, log, () => answers(postgresUrl(port, password)));
  return server;
}

/** Connection URL of the superuser. */
export function postgresUrl(
  port: number,
  password: string,
  database = 'postgres',
  role = 'postgres',
): string {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } finally {
    await client.end();
  }
}

/**
 * After a crash `postmaster.pid` may name a number that another process has got since, and PostgreSQL
 * would refuse to start. A server that really still runs on this data is left to PostgreSQL's own check.
 */
async function removeStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number((await readFile(lock, 'utf8')).split('\n')[0]);
  const { output } = await run('ps', ['-o', 'args=', '-p', String(pid)]);
  if (!output.includes(data)) await rm(lock, { force: true });
}
