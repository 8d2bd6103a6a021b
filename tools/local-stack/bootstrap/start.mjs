import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endChildren } from './command.mjs';
import { build, installPackages } from './packages.mjs';
import { checkDisk, ensurePrerequisites } from './prerequisites.mjs';
import { createSteps } from './steps.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Prepares the checkout, then runs the stack in this very process, so that signals reach it directly. */
export async function startLocalStack(args) {
  process.chdir(root);
  const steps = createSteps();
  const abandon = () => {
    endChildren();
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach((signal) => process.on(signal, abandon));
  try {
    checkDisk(root);
    await installPackages(root, steps);
    await build(root, steps);
    const { readOptions, runStack } = createRequire(import.meta.url)(
      join(root, 'dist/tools/local-stack/main.js'),
    );
    const options = readOptions(args);
    await ensurePrerequisites(steps, { install: options.install, scanner: true });
    signals.forEach((signal) => process.off(signal, abandon));
    await runStack(options, steps);
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
