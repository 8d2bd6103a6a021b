import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CLEAN, PLANTED } from './planted-violations';

const ROOT = join(__dirname, '../..');

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** What dependency-cruiser says, under the repository's own rules, of a tree of these files. */
function cruise(files: Readonly<Record<string, string>>): string[] {
  const tree = mkdtempSync(join(tmpdir(), 'oceafin-imports-'));
  try {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      cpSync(join(ROOT, name), join(tree, name));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    for (const [name, source] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), source);
    }
    const cli = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [
      cli,
      'apps',
      'libs',
      'tools',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
    ];
    const run = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 << 20 });
    const { summary } = JSON.parse(run.stdout) as { summary: { violations: Violation[] } };
    return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

describe('import rules', () => {
  const planted = Object.entries(PLANTED).flatMap(([rule, list]) => list.map((one) => ({ rule, ...one })));
  let found: string[];

  beforeAll(() => {
    const all = planted.map(({ file, source, also }) => ({ [file]: source, ...also }));
    found = cruise(Object.assign({ ...CLEAN }, ...all) as Record<string, string>);
  });

  it('let a clean tree pass', () => {
    expect(cruise(CLEAN)).toEqual([]);
  });

  it('are each proven by a planted violation', () => {
    const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>(
      '../../.dependency-cruiser.cjs',
    );
    expect(Object.keys(PLANTED).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  it.each(planted)('$rule refuses $file', ({ rule, file }) => {
    expect(found).toContain(`${rule}: ${file}`);
  });

  it('find nothing that was not planted', () => {
    const files = new Set(planted.flatMap(({ file, also }) => [file, ...Object.keys(also ?? {})]));
    expect(found.filter((line) => !files.has(line.split(': ')[1] ?? ''))).toEqual([]);
  });
});

describe('the environment', () => {
  const cases = [
    ['export const port = process.env.PORT;\n', 'no-restricted-properties'],
    ["import { env } from 'node:process';\nexport const port = env.PORT;\n", 'no-restricted-imports'],
    ["import process from 'process';\nexport const port = process;\n", 'no-restricted-imports'],
    ['export const port = 8080;\n', ''],
  ] as const;
  let verdicts: string[];

  beforeAll(() => {
    const script = `const { ESLint } = require('eslint');
      const eslint = new ESLint({ ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted') });
      const lint = (source) => eslint.lintText(source, { filePath: 'libs/contracts/src/index.ts' });
      Promise.all(${JSON.stringify(cases.map(([source]) => source))}.map(lint)).then((all) =>
        console.log(JSON.stringify(all.map(([file]) => file.messages.map(({ ruleId }) => ruleId).join()))));`;
    // With CI set, typescript-eslint would lint the file on the disk in place of the given text.
    const env = { ...process.env, TSESTREE_SINGLE_RUN: 'false' };
    verdicts = JSON.parse(
      execFileSync(process.execPath, ['-e', script], { cwd: ROOT, env, encoding: 'utf8' }),
    );
  });

  it.each(cases)('is not read outside config.ts: %j', (source, rule) => {
    expect(verdicts[cases.findIndex(([each]) => each === source)]).toBe(rule);
  });
});
