// npm run fuzz [-- --short] [-- --seed 7]: Schemathesis against the running stack, or against one of its own where none
// runs, in a virtual environment of its own.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { command } from '../local-stack/bootstrap/command.mjs';
import { ensurePython } from '../local-stack/bootstrap/prerequisites.mjs';
import { createSteps } from '../local-stack/bootstrap/steps.mjs';
import { ownStack } from './own-stack.mjs';

const VERSION = '4.32.5';
/** Seconds that requests are made for, at most; the phases before the last always come to their end. */
const BUDGET = { short: 60, long: 600 };
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const local = join(root, '.local');
const environment = join(local, `schemathesis-${VERSION}`);
const schemathesis = join(environment, 'bin/schemathesis');
const { values } = parseArgs({
  options: { short: { type: 'boolean' }, seed: { type: 'string', default: '1' } },
});

async function must(name, args) {
  const { code, output } = await command(name, args);
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} failed:\n${output}`);
}

async function install(steps) {
  if (existsSync(schemathesis)) return;
  await ensurePython(steps, { install: true });
  await steps.run(`Schemathesis ${VERSION}`, async () => {
    await must('python3', ['-m', 'venv', '--clear', environment]);
    await must(join(environment, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  });
}

function credentials() {
  const lines = readFileSync(join(local, 'partners/acme.env'), 'utf8').split('\n');
  return Object.fromEntries(
    lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s, 2)),
  );
}

/** Resolves to the exit code: 0 only where no check failed. */
function fuzz() {
  const { ingress } = JSON.parse(readFileSync(join(local, 'stack.json'), 'utf8'));
  const args = [
    `--config-file=${join(root, 'tools/fuzz/schemathesis.toml')}`,
    'run',
    join(root, 'docs/openapi.json'),
    `--url=${ingress}`,
    `--phases=${values.short ? 'examples,coverage' : 'examples,coverage,fuzzing,stateful'}`,
    `--max-time=${values.short ? BUDGET.short : BUDGET.long}`,
    `--seed=${values.seed}`,
    '--continue-on-failure',
    '--request-timeout=30',
    `--report-dir=${join(local, 'fuzz')}`,
  ];
  const env = {
    ...process.env,
    ...credentials(),
    SCHEMATHESIS_HOOKS: 'hooks',
    PYTHONPATH: join(root, 'tools/fuzz'),
  };
  const child = spawn(schemathesis, args, { cwd: local, env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** What the exit code says where Schemathesis can't be had: nothing was tried. */
const NOT_TRIED = 125;

let stack;
let installed = false;
try {
  await install(createSteps(process.stderr));
  installed = true;
  if (!existsSync(join(local, 'stack.json'))) stack = await ownStack(root);
  process.exitCode = await fuzz();
} catch (error) {
  console.error(error.message);
  process.exitCode = installed ? 1 : NOT_TRIED;
} finally {
  await stack?.stop();
}
