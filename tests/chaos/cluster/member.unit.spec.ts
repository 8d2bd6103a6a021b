import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit, GuardedProcess, Spawned } from '../../../tools/local-stack/process/guarded';
import { Member } from './member';

const BOOT_MS = 20;

/** Launches processes that take a while to be ready; two at once would want the same port. */
class OnePort {
  readonly alive = new Set<GuardedProcess>();
  collisions = 0;

  readonly launch = async (spawned: Spawned): Promise<GuardedProcess> => {
    if (this.alive.size > 0) this.collisions += 1;
    const process = this.spawn();
    spawned(process);
    await sleep(BOOT_MS);
    if (!this.alive.has(process)) throw new Error('ended before it was ready');
    return process;
  };

  private spawn(): GuardedProcess {
    let end = (_exit: Exit): void => undefined;
    const exited = new Promise<Exit>((resolve) => (end = resolve));
    const stop = (): Promise<Exit> => {
      this.alive.delete(process);
      end({ code: 0, signal: null });
      return exited;
    };
    const process = { pid: 0, exited, stop };
    this.alive.add(process);
    return process;
  }
}

describe('A process of the cluster', () => {
  it('runs once when an order to start overtakes a start that was given up', async () => {
    const port = new OnePort();
    const member = new Member('file 1', port.launch);
    await member.start();
    await member.stop();
    const givenUp = member.start();
    await member.stop();
    await Promise.all([member.start(), givenUp]);
    expect({ alive: port.alive.size, collisions: port.collisions }).toEqual({ alive: 1, collisions: 0 });
  });
});
