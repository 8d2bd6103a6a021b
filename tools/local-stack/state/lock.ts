import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { run } from '../process/run';

export interface StateLock {
  /** Whether the stack before this one died without unlocking: its servers may just be ending. */
  readonly afterCrash: boolean;
  unlock(): void;
}

/** Two stacks on one state folder would ruin it. The file names the process that has it. */
export async function lockState(path: string): Promise<StateLock> {
  const afterCrash = existsSync(path);
  if (afterCrash) {
    const pid = Number(readFileSync(path, 'utf8'));
    // After a crash the number may belong to anybody.
    const { output } = await run('ps', ['-o', 'args=', '-p', String(pid)]);
    if (pid !== process.pid && output.includes('bootstrap.mjs')) {
      throw new Error(`The stack of this folder is running already (process ${pid}): stop it first.`);
    }
  }
  writeFileSync(path, String(process.pid));
  return { afterCrash, unlock: () => rmSync(path, { force: true }) };
}
