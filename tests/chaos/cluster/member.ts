import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedProcess, Spawned } from '../../../tools/local-stack/process/guarded';

const RETRY_MS = 300;

/** One process of the cluster, which ends when it is told to and comes back when it is told to. */
export class Member {
  private process?: GuardedProcess;
  /** Number of the last order to start, stop or die; whatever still follows an earlier one gives up. */
  private order = 0;
  /** How often it ended, once ready, without being asked. */
  endedByItself = 0;

  constructor(
    readonly name: string,
    private readonly launch: (spawned: Spawned) => Promise<GuardedProcess>,
  ) {}

  /** Resolves when it is ready, however many tries that takes; at once when it was told otherwise meanwhile. */
  async start(): Promise<void> {
    const order = (this.order += 1);
    const holds = (): boolean => this.order === order;
    for (let tries = 1; holds(); tries += 1) {
      try {
        const ready = await this.launch((spawned) => this.adopt(spawned, holds));
        void ready.exited.then(() => this.endedWhileWanted(holds));
        return;
      } catch (error) {
        if (tries === 1 && this.process === undefined) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  /** A power cut. */
  async kill(): Promise<void> {
    this.order += 1;
    this.signal('SIGKILL');
    await this.process?.exited;
  }

  async stop(): Promise<void> {
    this.order += 1;
    await this.process?.stop();
  }

  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  /** Of the process that runs, or ran last. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  private signal(signal: NodeJS.Signals): void {
    if (!this.process) return;
    try {
      process.kill(this.process.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  private adopt(spawned: GuardedProcess, isWanted: () => boolean): void {
    if (isWanted()) this.process = spawned;
    else void spawned.stop();
  }

  private async endedWhileWanted(isWanted: () => boolean): Promise<void> {
    if (!isWanted()) return;
    this.endedByItself += 1;
    await sleep(RETRY_MS);
    if (isWanted()) await this.start();
  }
}
