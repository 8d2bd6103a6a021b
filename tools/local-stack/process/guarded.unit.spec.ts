import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@oceafin/testing';
import { spawnGuarded } from './guarded';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'guarded test-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const log = (): string => join(folder, 'log');

describe('a guarded process', () => {
  it('has the pid of the command itself, and its exit is seen', async () => {
    const child = await spawnGuarded('/bin/sh', ['-c', 'echo $$; exit 7'], { log: log() });
    expect(await child.exited).toEqual({ code: 7, signal: null });
    expect(readFileSync(log(), 'utf8')).toBe(`${child.pid}\n`);
  });

  it('leads a process group of its own, of which nothing stays when it has ended', async () => {
    const child = await spawnGuarded('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], { log: log() });
    const grandchild = await eventually(() => {
      const pid = Number(readFileSync(log(), 'utf8'));
      expect(pid).toBeGreaterThan(0);
      return pid;
    });
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    await eventually(() => expect(isAlive(grandchild) || isAlive(-child.pid)).toBe(false));
  });

  it('is killed when it does not obey', async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")';
    const child = await spawnGuarded(process.execPath, ['-e', stubborn], { log: log(), graceSeconds: 1 });
    await eventually(() => expect(readFileSync(log(), 'utf8')).toBe('up\n'));
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('ends when its parent is killed with -9, asked politely first, and its scratch folder goes', async () => {
    const scratch = join(folder, 'scratch');
    mkdirSync(scratch);
    const pidFile = join(folder, 'pid');
    const guard = readFileSync(join(__dirname, 'guard.sh'), 'utf8');
    // The parent is another process: this one must survive the test.
    const parent = join(folder, 'parent.cjs');
    const polite = `trap 'echo bye > "${join(folder, 'bye')}"; exit' TERM; echo $$ > "${pidFile}"; while :; do sleep 0.1; done`;
    writeFileSync(
      parent,
      `require('node:child_process').spawn('/bin/sh', ${JSON.stringify(['-c', guard, 'guard', 'TERM', '0', '60', scratch, '/bin/sh', '-c', polite])},
        { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
       setInterval(() => {}, 1000);`,
    );
    const supervisor = spawn(process.execPath, [parent], { stdio: 'ignore' });
    const pid = await eventually(() => {
      const number = Number(readFileSync(pidFile, 'utf8'));
      expect(number).toBeGreaterThan(0);
      return number;
    });
    expect(isAlive(pid)).toBe(true);
    supervisor.kill('SIGKILL');
    await eventually(() => expect(isAlive(pid) || isAlive(-pid)).toBe(false));
    expect(readFileSync(join(folder, 'bye'), 'utf8')).toBe('bye\n');
    expect(existsSync(scratch)).toBe(false);
  });
});
