// What `npm run mutants -- messaging` runs: plants each fault in a copy of the sources and runs the specs
// that should notice. A mutant that survives is a promise without a test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
const option = (flag, otherwise) => (rest.includes(flag) ? rest[rest.indexOf(flag) + 1] : otherwise);
const only = option('--only', '');
/** A spec that notices a fault mostly waits for what never comes, so several take little more than one. */
const atOnce = Number(option('--at-once', 3));
const mutants = LISTS[name]?.filter((mutant) => mutant.name.includes(only));
if (!mutants) {
  console.error(`npm run mutants -- <${Object.keys(LISTS).join(' | ')}> [--only <words>] [--at-once <n>]`);
  process.exit(2);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const steps = createSteps(process.stderr);
await installPackages(root, steps);
await ensurePrerequisites(steps, { install: true, scanner: false });

const copies = [];
process.on('exit', () => copies.forEach((copy) => rmSync(copy, { recursive: true, force: true })));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** The sources in a folder of their own, to be harmed. */
function copyOfSources() {
  const copy = mkdtempSync(join(tmpdir(), 'oceafin-mutants-'));
  copies.push(copy);
  const left = new Set(['node_modules', 'dist', '.local', '.git', 'coverage']);
  for (const entry of readdirSync(root))
    if (!left.has(entry)) cpSync(join(root, entry), join(copy, entry), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** A mutant tells its specs' tier where their folder doesn't. */
const tierOf = ({ specs, tier }) => tier ?? (specs.includes('/test/') ? 'int' : 'unit');

/** @returns whether the specs pass, and the first thing that jest complains about */
async function specsPass(copy, { specs, tier, test }) {
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--bail', '--testPathPatterns', specs];
  if (test) jest.push('--testNamePattern', test);
  jest.push('--selectProjects', tierOf({ specs, tier }));
  const child = spawn(process.execPath, jest, { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const [status] = await once(child, 'close');
  const complaint = /● (.+)/.exec(stderr)?.[1];
  if (status !== 0 && !complaint)
    throw new Error(`jest didn't get to the specs: ${stderr.trim().slice(-500)}`);
  return { pass: status === 0, complaint };
}

/** Specs that fail anyway would call every mutant caught. */
async function assertUnharmedPass(copy) {
  for (const tier of ['unit', 'int']) {
    const those = mutants.filter((mutant) => tierOf(mutant) === tier);
    if (those.length === 0) continue;
    const union = (values) => [...new Set(values.filter(Boolean))].join('|');
    const specs = union(those.map((mutant) => mutant.specs));
    const test = union(those.map((mutant) => mutant.test));
    const { pass, complaint } = await specsPass(copy, { tier, specs, test });
    if (!pass) fail(`the unharmed sources fail already: ${complaint}`);
  }
  console.log('the unharmed sources pass');
}

function fail(message) {
  console.error(`✘ ${message}`);
  process.exit(1);
}

/** @returns the file's text before */
function plant(copy, { name: fault, file, find, replace }) {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) fail(`${fault}: its text is in ${file} ${places} times instead of once`);
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  return source;
}

async function isCaught(copy, mutant) {
  const source = plant(copy, mutant);
  const began = Date.now();
  const { pass, complaint } = await specsPass(copy, mutant);
  writeFileSync(join(copy, mutant.file), source);
  const seconds = `${((Date.now() - began) / 1000).toFixed(0)} s`;
  console.log(
    pass
      ? `✘ SURVIVED ${mutant.name} (${mutant.specs}, ${seconds})`
      : `✔ ${mutant.name} (${seconds})\n    caught by: ${complaint}`,
  );
  return !pass;
}

await assertUnharmedPass(copyOfSources());
const waiting = [...mutants];
let caught = 0;
const harm = async (copy) => {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift())
    if (await isCaught(copy, mutant)) caught += 1;
};
await Promise.all(Array.from({ length: atOnce }, (_, index) => harm(copies[index] ?? copyOfSources())));
console.log(`\n${caught} of ${mutants.length} planted faults caught`);
process.exit(caught === mutants.length ? 0 : 1);
