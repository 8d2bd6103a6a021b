import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Shows the journey on this terminal. `ended` never rejects: the stack stays up whatever comes of it. */
export function journey(root: string): { ended: Promise<void>; stop(): void } {
  const child = spawn(process.execPath, [join(root, 'dist/tools/journey/main.js')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  return { ended, stop: () => void child.kill('SIGTERM') };
}
