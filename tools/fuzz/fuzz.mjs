// npm run fuzz [-- --short] [-- --seed 7]: Schemathesis against the running stack, in a virtual environment of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const VERSION = '4.32.5';
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const local = join(root, '.local');
const environment = join(local, `schemathesis-${VERSION}`);
const { values } = parseArgs({
  options: { short: { type: 'boolean' }, seed: { type: 'string', default: '1' } },
});

/** Runs a command with our output; ends with its failure. */
function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function credentials() {
  const lines = readFileSync(join(local, 'partners/acme.env'), 'utf8').split('\n');
  return Object.fromEntries(
    lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s, 2)),
  );
}

if (!existsSync(join(local, 'stack.json'))) {
  console.error('No stack is running here: npm start');
  process.exit(1);
}
if (!existsSync(join(environment, 'bin/schemathesis'))) {
  run('python3', ['-m', 'venv', environment]);
  run(join(environment, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
}
const { ingress } = JSON.parse(readFileSync(join(local, 'stack.json'), 'utf8'));
run(
  join(environment, 'bin/schemathesis'),
  [
    `--config-file=${join(root, 'tools/fuzz/schemathesis.toml')}`,
    'run',
    join(root, 'docs/openapi.json'),
    `--url=${ingress}`,
    `--phases=${values.short ? 'examples,coverage' : 'examples,coverage,fuzzing,stateful'}`,
    `--max-examples=${values.short ? 5 : 100}`,
    `--seed=${values.seed}`,
    '--continue-on-failure',
    '--request-timeout=30',
    `--report-dir=${join(local, 'fuzz')}`,
  ],
  {
    cwd: local,
    env: {
      ...process.env,
      ...credentials(),
      SCHEMATHESIS_HOOKS: 'hooks',
      PYTHONPATH: join(root, 'tools/fuzz'),
    },
  },
);
