import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Children of the bootstrap itself; ended with it. */
const children = new Set();
export const endChildren = () => children.forEach((child) => child.kill('SIGTERM'));

/** Runs a command to its end; `onLine` sees each line of output as it comes. Gives exit code and output. */
export function command(name, args, { onLine = () => {}, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    children.add(child);
    let output = '';
    const take = (chunk) => {
      output += chunk;
      const last = String(chunk)
        .trim()
        .split(/[\r\n]+/)
        .pop();
      if (last) onLine(last);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const end = (code) => {
      children.delete(child);
      resolve({ code, output });
    };
    child.once('error', () => end(127));
    child.once('close', end);
  });
}

/** Where a command is found, or undefined. */
export function which(name) {
  for (const folder of (process.env.PATH || '')
    .split(delimiter)
    .concat('/usr/sbin', '/opt/homebrew/sbin', '/usr/local/sbin')) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // not in this one
    }
  }
  return undefined;
}
