import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedProcess, Spawned } from '../../../tools/local-stack/process/guarded';

const RETRY_MS = 300;

/** One process of the cluster, which ends when it is told to and comes back when it is told to. */
export class Member {
  private process?: GuardedProcess;
  /** The process that was ready last; one that ends before that is a failed start, and tried again. */
  private ready?: GuardedProcess;
  private wanted = false;
  /** How often it ended, once ready, without being asked. */
  endedByItself = 0;

  constructor(
    readonly name: string,
    private readonly launch: (spawned: Spawned) => Promise<GuardedProcess>,
  ) {}

  /** Resolves when it is ready, however many tries that takes; at once when it was told to stop meanwhile. */
  async start(): Promise<void> {
    this.wanted = true;
    for (let tries = 1; this.wanted; tries += 1) {
      try {
        const ready = await this.launch((process) => this.adopt(process));
        this.ready = ready;
        void ready.exited.then(() => this.endedWhileWanted(ready));
        return;
      } catch (error) {
        if (tries === 1 && this.process === undefined) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  /** A power cut. */
  async kill(): Promise<void> {
    this.wanted = false;
    this.signal('SIGKILL');
    await this.process?.exited;
  }

  async stop(): Promise<void> {
    this.wanted = false;
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

  private adopt(adopted: GuardedProcess): void {
    this.process = adopted;
    if (!this.wanted) void adopted.stop();
  }

  private async endedWhileWanted(ended: GuardedProcess): Promise<void> {
    if (!this.wanted || this.ready !== ended) return;
    this.endedByItself += 1;
    await sleep(RETRY_MS);
    if (this.wanted && this.ready === ended) await this.start();
  }
}
