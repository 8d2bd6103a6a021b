import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '../local-stack/project-root';
import { checkIngress } from './ingress-checks';
import { copyState } from './copy-state';
import { checkUpkeep } from './upkeep-checks';

/** Of its own, so that nobody's stack or data is touched. */
const PROJECT = 'oceafin-test';

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) throw new Error(`${command} can't be run: ${error.message}`);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with status ${status}`);
}

/** From this machine, through the published ports: the journey once more, and what only nginx could break. */
async function drive(): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), 'oceafin-compose-'));
  try {
    copyState(stateDir);
    run(process.execPath, [join(__dirname, '../journey/main.js'), '--plain', '--state-dir', stateDir]);
    await checkIngress(stateDir);
    checkUpkeep();
    console.log('\nThe stack in containers works.');
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function upAndDrive(): Promise<void> {
  process.env.COMPOSE_PROJECT_NAME = PROJECT;
  try {
    run('docker', ['compose', 'up', '--build', '--wait', '--wait-timeout', '900']);
    await drive();
  } catch (error) {
    spawnSync('docker', ['compose', 'logs', '--tail', '100'], { stdio: 'inherit' });
    throw error;
  } finally {
    spawnSync('docker', ['compose', 'down', '--volumes', '--remove-orphans'], { stdio: 'inherit' });
  }
}

/** A checkout beside ours that brings a container engine to a machine without one. */
const BORROWED_ENGINE = '../shared/engine/engine';
/** "Could not be tried", as opposed to "failed". */
const NO_ENGINE = 125;

async function test(): Promise<void> {
  if (existsSync(BORROWED_ENGINE)) {
    const drives = [process.execPath, join(__dirname, 'main.js'), 'drive'];
    const { status } = spawnSync(BORROWED_ENGINE, ['compose-test', '--', ...drives], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
  } else if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0) {
    await upAndDrive();
  } else {
    console.error('No container engine answers: install Docker with Compose, or start it.');
    process.exitCode = NO_ENGINE;
  }
}

const program = new Command('compose-test').description(
  'Builds and starts docker-compose.yml, takes customers through it, and removes it again.',
);
program.action(test);
program.command('drive').description('only drives the stack that runs').action(drive);
program
  .command('credentials')
  .description('copies stack.json and the credentials of the stack that runs to .local/')
  .action(() => copyState('.local'));

process.chdir(projectRoot());
program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
