// What `npm test` runs: brings packages, Java and Maven where they are missing, then runs jest in this
// very process, so that signals reach it directly.
import { fileURLToPath } from 'node:url';
import { wrongNode } from './bootstrap/node-version.mjs';

const complaint = wrongNode();
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { createRequire } = await import('node:module');
const { createSteps } = await import('./bootstrap/steps.mjs');
const { installPackages } = await import('./bootstrap/packages.mjs');
const { checkDisk, ensurePrerequisites } = await import('./bootstrap/prerequisites.mjs');

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const install = !process.argv.includes('--no-install');
process.argv = process.argv.filter((argument) => argument !== '--no-install');
try {
  const steps = createSteps(process.stderr);
  checkDisk(process.cwd());
  await installPackages(process.cwd(), steps);
  await ensurePrerequisites(steps, { install, scanner: true });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
createRequire(import.meta.url)('jest/bin/jest');
