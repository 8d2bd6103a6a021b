import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const MICROSECONDS_PER_TICK = 10_000;

/** Fields of `/proc/<pid>/stat` from the state on: a name before it may hold anything. */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

const parentOf = (pid: number): number => Number(statOf(pid)?.[1]);

/** Microseconds of the processor that a process had until now. */
export function processorTime(pid: number): number {
  const stat = statOf(pid);
  return stat ? (Number(stat[11]) + Number(stat[12])) * MICROSECONDS_PER_TICK : 0;
}

/** The same of a server with all its sessions, told by the pid of one of them. */
export function serverTime(sessionPid: number): number {
  const server = parentOf(sessionPid);
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  return pids
    .filter((pid) => pid === server || parentOf(pid) === server)
    .reduce((sum, pid) => sum + processorTime(pid), 0);
}
