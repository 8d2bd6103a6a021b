import { eventually } from '@oceafin/testing';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopOptions } from './shop.process';

const ROOT = join(__dirname, '../../..');

/** The library compiled as it is now, since a process of its own can't run TypeScript. */
export function compiledShop(): { script: string; remove: () => void } {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'shop-'));
  const swc = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
  const sources = ['libs/messaging/src', 'libs/messaging/test/shop.process.ts'];
  execFileSync(process.execPath, [swc, ...sources, '-d', folder, '--quiet'], { cwd: ROOT });
  return {
    script: join(folder, 'libs/messaging/test/shop.process.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An application that a spec may stop, wake and kill. */
export class ShopProcess {
  output = '';
  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  static async start(script: string, options: ShopOptions): Promise<ShopProcess> {
    const child = spawn(process.execPath, [script, JSON.stringify(options)], {
      env: { NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const shop = new ShopProcess(child);
    await eventually(() => expect(shop.output).toContain('ready'), { timeoutMs: 90_000 });
    return shop;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}
