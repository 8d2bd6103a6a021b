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
import { onboarding } from './onboarding.mjs';

const LISTS = { messaging, onboarding };
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

/** A mutant tells its specs' tier where their folder doesn't. */
const tierOf = ({ specs, tier }) => tier ?? (specs.includes('/test/') ? 'int' : 'unit');

/** @returns whether the specs pass, and the first thing that jest complains about */
function specsPass({ specs, tier, test }) {
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--bail', '--testPathPatterns', specs];
  if (test) jest.push('--testNamePattern', test);
  jest.push('--selectProjects', tierOf({ specs, tier }));
  const { status, stderr } = spawnSync(process.execPath, jest, { cwd: copy, encoding: 'utf8' });
  const complaint = /● (.+)/.exec(stderr)?.[1];
  if (status !== 0 && !complaint)
    throw new Error(`jest didn't get to the specs: ${stderr.trim().slice(-500)}`);
  return { pass: status === 0, complaint };
}

// Specs that fail anyway would call every mutant caught.
for (const tier of ['unit', 'int']) {
  const those = mutants.filter((mutant) => tierOf(mutant) === tier);
  const union = (values) => [...new Set(values.filter(Boolean))].join('|');
  const wanted = {
    tier,
    specs: union(those.map(({ specs }) => specs)),
    test: union(those.map(({ test }) => test)),
  };
  const { pass, complaint } = those.length > 0 ? specsPass(wanted) : { pass: true };
  if (!pass) {
    console.error(`✘ the unharmed sources fail already: ${complaint}`);
    process.exit(1);
  }
}
console.log('the unharmed sources pass');

const survivors = [];
for (const mutant of mutants) {
  const { name: fault, file, find, replace, specs } = mutant;
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
  const { pass, complaint } = specsPass(mutant);
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
