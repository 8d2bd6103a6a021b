import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** The inspecting process compiled as it is now; a process of its own can't run TypeScript. */
export function compiledInspector(): { script: string; remove: () => void } {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'inspector-'));
  const swc = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
  const sources = ['domain', 'ingest', 'inspection', 'ports'].map((part) => `apps/file/src/${part}`);
  execFileSync(process.execPath, [swc, ...sources, '-d', folder, '--quiet'], { cwd: ROOT });
  return {
    script: join(folder, 'apps/file/src/inspection/inspector.process.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
