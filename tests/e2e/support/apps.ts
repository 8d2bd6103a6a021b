import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../tools/local-stack/process/ports';
import { type GuardedProcess, spawnGuarded } from '../../../tools/local-stack/process/guarded';
import { untilReady } from '../../../tools/local-stack/process/wait';
import { projectRoot } from '../../../tools/local-stack/project-root';

export const APPS = ['customer', 'file', 'onboarding'] as const;
export type App = (typeof APPS)[number];

/** A build of the sources as they are now, apart from the one that a running stack uses. */
export function buildApart(): { dist: string; remove: () => void } {
  const cache = join(projectRoot(), 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'e2e-'));
  const swc = join(projectRoot(), 'node_modules/@swc/cli/bin/swc.js');
  const dist = join(folder, 'dist');
  execFileSync(process.execPath, [swc, 'apps', 'libs', 'tools', '-d', dist, '--copy-files', '--quiet'], {
    cwd: projectRoot(),
  });
  return { dist, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One app as a process of its own, that can be killed and comes back on the same port. */
export class AppProcess {
  private running: GuardedProcess | undefined;

  private constructor(
    readonly app: App,
    readonly port: number,
    private readonly main: string,
    /** File of what it logs. */
    readonly log: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async prepare(app: App, dist: string, folder: string, env: NodeJS.ProcessEnv): Promise<AppProcess> {
    const port = await freePort();
    const main = join(dist, 'apps', app, 'src/main.js');
    return new AppProcess(app, port, main, join(folder, `${app}.log`), { ...env, PORT: String(port) });
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const started = await spawnGuarded(process.execPath, ['--enable-source-maps', this.main], {
      env: this.env,
      log: this.log,
    });
    this.running = started;
    const url = `http://127.0.0.1:${this.port}/health/ready`;
    await untilReady(this.app, started, this.log, async () => (await fetch(url)).ok);
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    if (!this.running) return;
    process.kill(this.running.pid, 'SIGKILL');
    await this.running.exited;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }
}
