const PATIENCE_MS = 2_000;
const PARENT_CHECK_MS = 500;

export interface StopRequest {
  /** Whether a stop was asked for. */
  asked(): boolean;
  /** Resolves with the exit code when what stopping takes is done. */
  readonly done: Promise<number>;
}

/**
 * Calls `stop` once, on the first SIGINT, SIGTERM or SIGHUP, or when npm, which started us, has died.
 * A terminal's Ctrl-C may come twice, from the group and from npm; one that comes later than that means
 * that the person won't wait.
 */
export function whenAskedToStop(stop: (reason: string) => Promise<void>): StopRequest {
  let askedAt = 0;
  let finish: (code: number) => void;
  const done = new Promise<number>((resolve) => (finish = resolve));
  const ask = (reason: string): void => {
    if (askedAt > 0) {
      if (Date.now() - askedAt > PATIENCE_MS) process.exit(130);
      return;
    }
    askedAt = Date.now();
    stop(reason).then(
      () => finish(0),
      (error: unknown) => {
        console.error(error);
        finish(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal));
  // The terminal may be gone; stopping what runs matters more than saying so.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  watchParent(ask);
  return { asked: () => askedAt > 0, done };
}

function watchParent(ask: (reason: string) => void): void {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) ask('npm is gone');
  }, PARENT_CHECK_MS).unref();
}
