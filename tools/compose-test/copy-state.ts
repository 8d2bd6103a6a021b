import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Copies what `.local/` holds elsewhere (stack.json, partners, operators) out of the running stack. */
export function copyState(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const from = 'journey:/var/lib/oceafin/state/.';
  execFileSync('docker', ['compose', 'cp', from, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
}
