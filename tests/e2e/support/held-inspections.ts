import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@oceafin/testing';

/**
 * Stops the processes that wait for documents, and with them the next scan of each kind, until `release`.
 * @param dist the build that the stack runs from
 */
export async function holdInspections(dist: string): Promise<{ release: () => void }> {
  const script = join(dist, 'apps/file/src/inspection/inspector.process.js');
  const waiting = await eventually(() => {
    const found = processesOf(script);
    if (found.length < 2) throw new Error('no processes wait for a PDF and a picture');
    return found;
  });
  for (const pid of waiting) process.kill(pid, 'SIGSTOP');
  return { release: () => waiting.forEach((pid) => process.kill(pid, 'SIGCONT')) };
}

function processesOf(script: string): number[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.filter((pid) => commandOf(pid).includes(script)).map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
