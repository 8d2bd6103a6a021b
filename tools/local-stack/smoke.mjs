// What `npm run smoke` runs: npm start as a person would, in this checkout, on ports of its own; the
// journey must pass, and after SIGTERM nothing may be left behind.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PORT_BASE = process.env.PORT_BASE || '28080';
const PATIENCE_MS = 15 * 60_000;

const stack = spawn('npm', ['start'], {
  cwd: root,
  env: { ...process.env, PORT_BASE },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => stack.once('exit', (code, signal) => resolve(code ?? signal)));
let said = '';
const up = new Promise((resolve) => {
  stack.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    said += chunk;
    if (said.includes('The stack is up')) resolve('up');
  });
});
const late = new Promise((resolve) => setTimeout(() => resolve('late'), PATIENCE_MS).unref());

const failures = [];
const expect = (holds, otherwise) => holds || failures.push(otherwise);

/** What still runs in a process group of the stack; the dead that nobody has reaped yet don't count. */
const leftOf = (processes) =>
  spawnSync('ps', ['-eo', 'pid=,pgid=,stat=,args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([pid, group, state]) =>
        !state?.startsWith('Z') && processes.some((one) => [pid, group].includes(String(one.pid))),
    )
    .map((fields) => fields.join(' '));

const outcome = await Promise.race([up, ended, late]);
if (outcome === 'up') {
  expect(said.includes('The journey went as expected'), 'the journey did not pass');
  const { ready, processes } = JSON.parse(readFileSync(`${root}/.local/stack.json`, 'utf8'));
  expect(ready === true, 'stack.json does not say ready');
  stack.kill('SIGTERM');
  expect((await ended) === 0, 'npm start did not end with exit code 0');
  expect(!existsSync(`${root}/.local/stack.json`), 'stack.json is still there');
  let left = leftOf(processes);
  for (let second = 0; left.length > 0 && second < 30; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    left = leftOf(processes);
  }
  expect(left.length === 0, `processes are left:\n${left.join('\n')}`);
} else {
  failures.push(outcome === 'late' ? 'the stack was not up in time' : `npm start ended with ${outcome}`);
  stack.kill('SIGTERM');
  await ended;
}
for (const failure of failures) console.error(`smoke: ${failure}`);
if (failures.length === 0) console.log('smoke: ready, journey passed, stopped, nothing left behind');
process.exit(failures.length === 0 ? 0 : 1);
