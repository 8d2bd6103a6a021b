// What `npm run bench -- <suite>` runs: brings what is missing, the measured peers too, builds, then measures.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { command } from '../tools/local-stack/bootstrap/command.mjs';
import { build, installPackages } from '../tools/local-stack/bootstrap/packages.mjs';
import { ensurePrerequisites } from '../tools/local-stack/bootstrap/prerequisites.mjs';
import { createSteps } from '../tools/local-stack/bootstrap/steps.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const must = async (what, ...call) => {
  const { code, output } = await command(...call);
  if (code !== 0) throw new Error(`${what} failed: ${output}`);
};
try {
  const steps = createSteps(process.stderr);
  await installPackages(root, steps);
  await ensurePrerequisites(steps, { install: true, scanner: process.argv.includes('files') });
  if (!existsSync(join(root, 'bench/node_modules/@fastify/multipart'))) {
    await steps.run('Peers to measure beside us', () =>
      must('npm ci', 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: join(root, 'bench') }),
    );
  }
  await build(root, steps);
  await must('Compiling the benchmarks', 'npx', [
    'swc',
    'bench',
    'tests/e2e/support',
    'tests/chaos',
    '-d',
    'dist',
    '--ignore',
    'bench/node_modules/**',
    '--quiet',
  ]);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
createRequire(import.meta.url)('../dist/bench/main.js');
