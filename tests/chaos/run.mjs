// What `npm run chaos` and `npm run chaos:cases` run: brings packages, Java, Maven and libfaketime where they
// are missing, builds, then runs the compiled rig in this very process, so that signals reach it directly.
import { fileURLToPath } from 'node:url';
import { wrongNode } from '../../tools/local-stack/bootstrap/node-version.mjs';

const complaint = wrongNode();
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { createRequire } = await import('node:module');
const { createSteps } = await import('../../tools/local-stack/bootstrap/steps.mjs');
const { command } = await import('../../tools/local-stack/bootstrap/command.mjs');
const { build, installPackages } = await import('../../tools/local-stack/bootstrap/packages.mjs');
const { checkDisk, ensurePrerequisites } =
  await import('../../tools/local-stack/bootstrap/prerequisites.mjs');

const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);
const [main, ...args] = process.argv.slice(2);
try {
  const steps = createSteps(process.stderr);
  checkDisk(root);
  await installPackages(root, steps);
  await ensurePrerequisites(steps, { install: true, scanner: false, clocks: true });
  await build(root, steps);
  const { code, output } = await command('npx', ['swc', 'tests', '-d', 'dist', '--quiet']);
  if (code !== 0) throw new Error(`The rig couldn't be compiled: ${output}`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.argv = [process.argv[0], main, ...args];
createRequire(import.meta.url)(`../../dist/tests/chaos/${main}.js`);
