import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { projectRoot } from '../project-root';

export interface GuardedOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run as this system user (only root may ask for it). */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to stop; SIGTERM unless told. */
  readonly stopSignal?: NodeJS.Signals;
  /** Seconds from asking to killing; 10 unless told. */
  readonly graceSeconds?: number;
  /** Seconds it is given before it is asked to stop when the parent has died; 0 unless told. */
  readonly pauseSeconds?: number;
  /** File that takes its output, appended. */
  readonly log: string;
  /** Folder removed when the parent has died. */
  readonly scratch?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Told of a process as soon as it has a number, before it is ready. */
export type Spawned = (process: GuardedProcess) => void;

export interface GuardedProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Asks it to stop, kills it when the grace is over; resolves when it is gone. */
  stop(): Promise<Exit>;
}

const guardScript = (): string =>
  readFileSync(join(projectRoot(), 'tools/local-stack/process/guard.sh'), 'utf8');

/**
 * Starts a command in a session of its own that nevertheless ends when this process does, kill -9
 * included. The pid is the command's own.
 */
export function spawnGuarded(
  command: string,
  args: readonly string[],
  options: GuardedOptions,
): Promise<GuardedProcess> {
  const { stopSignal = 'SIGTERM', graceSeconds = 10, pauseSeconds = 0, user, log, scratch = '' } = options;
  const guard = [stopSignal.slice(3), String(pauseSeconds), String(graceSeconds), scratch];
  const output = openSync(log, 'a', 0o640);
  // The script is passed as text: the user it runs as may not be able to enter the checkout.
  const child = spawn('/bin/sh', ['-c', guardScript(), 'guard', ...guard, command, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
    ...user,
  });
  closeSync(output);
  const lifeline = child.stdio[3] as Socket;
  lifeline.on('error', () => undefined);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      lifeline.end('ended\n');
      resolve({ code, signal });
    });
  });
  const stop = async (): Promise<Exit> => {
    child.kill(stopSignal);
    const kill = setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000);
    const exit = await exited;
    clearTimeout(kill);
    return exit;
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve({ pid: child.pid as number, exited, stop }));
  });
}
