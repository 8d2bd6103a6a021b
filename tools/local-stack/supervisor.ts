import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit, GuardedProcess } from './process/guarded';

export interface Service {
  /** Unique; what people read. */
  readonly title: string;
  /**
   * Starts it; `spawned` is told of the process at once, the result comes when it is ready. A process
   * that was spawned and didn't get ready ends with the rejection.
   */
  start(spawned: (process: GuardedProcess) => void): Promise<GuardedProcess>;
}

export interface SupervisorEvents {
  say(line: string): void;
  /** The service has a new process. */
  spawned(service: Service, pid: number): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** Who lasted this long has not been failing in a row. */
const STEADY_MS = 30_000;

/** Keeps services running: what ends without being asked is started again. */
export class Supervisor {
  private readonly current = new Map<string, GuardedProcess>();
  private readonly loops: Promise<void>[] = [];
  private stopping = false;

  constructor(private readonly events: SupervisorEvents) {}

  /** Resolves when it is ready for the first time; rejects when it can't be started at all. */
  async run(service: Service): Promise<void> {
    const process = await this.start(service);
    this.loops.push(this.keep(service, process));
  }

  /** From now on nothing is started any more. */
  beginStop(): void {
    this.stopping = true;
  }

  /** Stops these services side by side. */
  async stop(titles: readonly string[]): Promise<void> {
    this.stopping = true;
    await Promise.all(titles.map(async (title) => this.current.get(title)?.stop()));
  }

  /** Stops whatever is left. */
  async stopAll(): Promise<void> {
    await this.stop([...this.current.keys()]);
  }

  private async start(service: Service): Promise<GuardedProcess> {
    if (this.stopping) throw new Error('The stack is stopping.');
    return service.start((process) => {
      this.current.set(service.title, process);
      this.events.spawned(service, process.pid);
      if (this.stopping) void process.stop();
    });
  }

  private async keep(service: Service, first: GuardedProcess): Promise<void> {
    let process = first;
    let pause = FIRST_PAUSE_MS;
    for (;;) {
      const began = Date.now();
      const exit = await process.exited;
      if (this.stopping) return;
      if (Date.now() - began > STEADY_MS) pause = FIRST_PAUSE_MS;
      this.events.say(`! ${service.title} ended (${describe(exit)}); starting it again`);
      const again = await this.startAgain(service, pause);
      if (!again) return;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      process = again;
      this.events.say(`✔ ${service.title} is back`);
    }
  }

  private async startAgain(service: Service, firstPause: number): Promise<GuardedProcess | undefined> {
    for (let pause = firstPause; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await sleep(pause);
      if (this.stopping) return undefined;
      try {
        return await this.start(service);
      } catch (error) {
        if (this.stopping) return undefined;
        this.events.say(`! ${error instanceof Error ? error.message : String(error)}; trying again`);
      }
    }
  }
}

const describe = ({ code, signal }: Exit): string => (signal ? `signal ${signal}` : `exit code ${code}`);
