import { platform, userInfo } from 'node:os';
import { run } from '../process/run';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The system user PostgreSQL runs as: none (our own) for ordinary users, `postgres` for root, whom
 * PostgreSQL refuses; made when the machine has none.
 */
export async function postgresUser(): Promise<SystemUser | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const known = await systemUser('postgres');
  if (known) return known;
  if (platform() !== 'linux') {
    throw new Error(
      'PostgreSQL refuses to run as root and there is no user "postgres": run this as an ordinary user.',
    );
  }
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const made = await systemUser('postgres');
  if (!made) throw new Error('The system user "postgres" couldn\'t be made: run useradd --system postgres.');
  return made;
}

/** A user of this machine, if there is one of that name. */
export async function systemUser(name: string): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, name])));
  if (uid?.code !== 0 || gid?.code !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}
