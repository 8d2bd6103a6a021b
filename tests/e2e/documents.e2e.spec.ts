import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transformFile } from '@swc/core';
import { writeCredentials } from '../../tools/partners/credentials-file';
import { projectRoot } from '../../tools/local-stack/project-root';
import { ExampleExecution } from './support/execute-examples';
import { RunningStack } from './support/running-stack';

const MINUTE = 60_000;
const run = promisify(execFile);

/** The shell block of the README that holds these words. */
function shellBlock(words: string): string {
  const readme = readFileSync(join(projectRoot(), 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
  const found = blocks.filter((block) => block.includes(words));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

describe('what documents show', () => {
  let stack: RunningStack;
  let folder: string;

  beforeAll(async () => {
    stack = await RunningStack.start();
    folder = mkdtempSync(join(tmpdir(), 'oceafin-readme-'));
    mkdirSync(join(folder, '.local'));
    const { baseUrl, clientId, secret } = stack.partner;
    writeCredentials(join(folder, '.local/partners/acme.env'), baseUrl, { clientId, secret });
  }, 4 * MINUTE);

  afterAll(async () => {
    await stack?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  }, MINUTE);

  /** Asynchronous, since the ingress runs in this process. */
  const shell = async (script: string): Promise<string> => {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder });
    return stdout;
  };

  it('the first request works with openssl and curl alone, and again', async () => {
    const script = shellBlock('openssl');
    const created = JSON.parse(await shell(script)) as Record<string, unknown>;
    expect(created).toMatchObject({ customerType: 'INDIVIDUAL', status: 'DRAFT' });
    expect(JSON.parse(await shell(script))).toEqual(created);
  });

  it('the example client works, which knows nothing of our libraries', async () => {
    const source = join(projectRoot(), 'examples/client/partner.ts');
    expect(readFileSync(source, 'utf8')).not.toMatch(/from '(?!node:)/);
    const script = join(folder, 'partner.js');
    const { code } = await transformFile(source, {
      jsc: { parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    writeFileSync(script, code);
    const shown = await shell(`set -a; . .local/partners/acme.env; "${process.execPath}" "${script}"`);
    expect(JSON.parse(shown)).toMatchObject({ customer: { status: 'DRAFT' }, history: ['customer.created'] });
  });

  it('so does the one in Python, with its standard library alone', async () => {
    const script = join(projectRoot(), 'examples/client/partner.py');
    const shown = await shell(`set -a; . .local/partners/acme.env; python3 -I "${script}"`);
    expect(JSON.parse(shown)).toMatchObject({ customer: { status: 'DRAFT' }, history: ['customer.created'] });
  });

  it('the first request works with npm run call, which shows what was signed', async () => {
    const block = shellBlock('npm run call -- POST').trim();
    const call = `"${process.execPath}" "${join(stack.dist, 'tools/call/main.js')}"`;
    const script = block
      .replace('npm run call --', call)
      .replace('examples/bodies', join(projectRoot(), 'examples/bodies'));
    const shown = await shell(script);
    expect(shown).toMatch(/^--- base string ---\nPOST\n\/partner\/v1\/customers\n[0-9a-f]{64}\n/);
    expect(shown).toMatch(/^HTTP 20[01]$/m);
    expect(shown).toMatch(/"status": "DRAFT"/);
  });

  it(
    'every example and operation of the OpenAPI document works as documented',
    async () => {
      const execution = new ExampleExecution(stack);
      await execution.run();
      expect(execution.faults).toEqual([]);
      expect([...execution.executed].sort()).toEqual(execution.document.requestExamples().sort());
      expect([...execution.answered].sort()).toEqual([...execution.document.operations.keys()].sort());
    },
    5 * MINUTE,
  );
});
