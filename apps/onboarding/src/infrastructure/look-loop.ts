const LOOK_MS = 1_000;

/** Does `work` when somebody says that there is some, and looks by itself besides: one at a time, once more for calls during it. */
export class LookLoop {
  private looking?: NodeJS.Timeout;
  private running?: Promise<void>;
  private again = false;
  private stopped = false;

  /** @param work never rejects, and ends early when told to by `isStopped`. */
  constructor(private readonly work: () => Promise<void>) {}

  get isStopped(): boolean {
    return this.stopped;
  }

  look(): void {
    if (this.stopped) return;
    if (this.running) {
      this.again = true;
      return;
    }
    clearTimeout(this.looking);
    this.again = false;
    this.running = this.work().finally(() => {
      this.running = undefined;
      if (this.stopped) return;
      if (this.again) this.look();
      else this.looking = setTimeout(() => this.look(), LOOK_MS);
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.looking);
    await this.running;
  }
}
