// What `npm run mutants -- messaging` runs: plants each fault in a copy of the sources and runs the specs
// that should notice. A mutant that survives is a promise without a test.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../../tools/local-stack/bootstrap/packages.mjs';
import { ensurePrerequisites } from '../../tools/local-stack/bootstrap/prerequisites.mjs';
import { createSteps } from '../../tools/local-stack/bootstrap/steps.mjs';
import { messaging } from './messaging.mjs';

const LISTS = { messaging };
const [name, ...rest] = process.argv.slice(2);
const only = rest[0] === '--only' ? rest[1] : '';
const mutants = LISTS[name]?.filter((mutant) => mutant.name.includes(only));
if (!mutants) {
  console.error(`npm run mutants -- <${Object.keys(LISTS).join(' | ')}> [--only <words>]`);
  process.exit(2);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const steps = createSteps(process.stderr);
await installPackages(root, steps);
await ensurePrerequisites(steps, { install: true, scanner: false });

const copy = mkdtempSync(join(tmpdir(), 'oceafin-mutants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const left = new Set(['node_modules', 'dist', '.local', '.git', 'coverage']);
for (const entry of readdirSync(root))
  if (!left.has(entry)) cpSync(join(root, entry), join(copy, entry), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

/** @returns whether the specs pass, and the first thing that jest complains about */
function specsPass(specs) {
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), copy, '--bail', '--testPathPatterns', specs];
  const tiers = /\/test\//.test(specs) ? ['int'] : ['unit'];
  const { status, stderr } = spawnSync(process.execPath, [...jest, '--selectProjects', ...tiers], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { pass: status === 0, complaint: /● (.+)/.exec(stderr)?.[1] ?? stderr.trim().split('\n').pop() };
}

const survivors = [];
for (const { name: fault, file, find, replace, specs } of mutants) {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) {
    console.error(`✘ ${fault}: its text is in ${file} ${places} times instead of once`);
    process.exit(1);
  }
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  const began = Date.now();
  const { pass, complaint } = specsPass(specs);
  writeFileSync(path, source);
  const seconds = `${((Date.now() - began) / 1000).toFixed(0)} s`;
  console.log(
    pass
      ? `✘ SURVIVED ${fault} (${specs}, ${seconds})`
      : `✔ ${fault} (${seconds})\n    caught by: ${complaint}`,
  );
  if (pass) survivors.push(fault);
}
console.log(`\n${mutants.length - survivors.length} of ${mutants.length} planted faults caught`);
process.exit(survivors.length === 0 ? 0 : 1);
