import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { run } from '../process/run';

/** Two stacks on one state folder would ruin it. The file names the process that has it. */
export async function lockState(path: string): Promise<() => void> {
  if (existsSync(path)) {
    const pid = Number(readFileSync(path, 'utf8'));
    // After a crash the number may belong to anybody.
    const { output } = await run('ps', ['-o', 'args=', '-p', String(pid)]);
    if (pid !== process.pid && output.includes('bootstrap.mjs')) {
      throw new Error(`The stack of this folder is running already (process ${pid}): stop it first.`);
    }
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
}
