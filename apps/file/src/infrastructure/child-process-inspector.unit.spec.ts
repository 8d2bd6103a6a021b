import { eventually } from '@oceafin/testing';
import { fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compiledInspector } from '../../test/compiled-inspector.spec';
import { image, pdf } from '../../test/documents.spec';
import { inPieces } from '../../test/multipart.spec';
import { InspectorCrashedError } from '../ports/structure-inspector';
import { ChildProcessInspector } from './child-process-inspector';

const MEBIBYTE = 1024 * 1024;

describe('ChildProcessInspector', () => {
  let compiled: ReturnType<typeof compiledInspector>;
  beforeAll(() => {
    compiled = compiledInspector();
  });
  afterAll(() => compiled.remove());

  const inspector = (over: object = {}): ChildProcessInspector =>
    new ChildProcessInspector({
      script: compiled.script,
      timeoutMs: 20_000,
      maxMemoryBytes: 1_024 * MEBIBYTE,
      ...over,
    });

  /** A process that misbehaves instead of inspecting. */
  function acting(name: string, code: string): string {
    const script = join(dirname(compiled.script), `${name}.js`);
    writeFileSync(script, code);
    return script;
  }

  it('tells what the inspection found', async () => {
    expect(await inspector().inspect(inPieces(await image('png'), 1_000), 'image/png')).toEqual({
      clean: true,
    });
    const active = pdf({ page: '/AA << >>' });
    expect(await inspector().inspect(inPieces(active, 1_000), 'application/pdf')).toMatchObject({
      clean: false,
      reason: 'FILE_ACTIVE_CONTENT',
    });
  });

  it('takes too much memory for a bomb', async () => {
    const finding = inspector({ maxMemoryBytes: 20 * MEBIBYTE }).inspect(
      inPieces(pdf(), 1_000),
      'application/pdf',
    );
    expect(await finding).toMatchObject({ clean: false, reason: 'FILE_BOMB' });
  });

  it('ends one that takes too long', async () => {
    const script = acting('slow', 'for (;;);');
    const finding = inspector({ script, timeoutMs: 500 }).inspect(inPieces(pdf(), 1_000), 'application/pdf');
    await expect(finding).rejects.toThrow(InspectorCrashedError);
  });

  it('tells of one that died', async () => {
    const script = acting('dead', 'process.exit(3)');
    const finding = inspector({ script }).inspect(
      inPieces(Buffer.alloc(MEBIBYTE), 65_536),
      'application/pdf',
    );
    await expect(finding).rejects.toThrow(InspectorCrashedError);
  });

  it('hears what one said that was gone at once, while another ends', async () => {
    // Both processes are reaped in one go, the second between what it said and this process's reading it.
    const obedient = (name: string): string =>
      acting(
        name,
        `const { existsSync, writeFileSync } = require('node:fs');
         process.stdin.resume();
         writeFileSync(__filename + '.pid', String(process.pid));
         while (!existsSync(__filename + '.go'));
         process.send({ clean: true }, () => process.exit(0));`,
      );
    const isThere = (script: string): boolean => existsSync(`${script}.pid`);
    const letGoAndWaitForItsEnd = (script: string): void => {
      writeFileSync(`${script}.go`, '');
      const pid = readFileSync(`${script}.pid`, 'utf8');
      while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    };
    const [another, inspecting] = [obedient('another'), obedient('inspecting')];
    fork(another).once('message', () => letGoAndWaitForItsEnd(inspecting));
    const finding = inspector({ script: inspecting }).inspect(inPieces(pdf(), 1_000), 'application/pdf');
    await eventually(() => expect([another, inspecting].every(isThere)).toBe(true));
    letGoAndWaitForItsEnd(another);
    expect(await finding).toEqual({ clean: true });
  });

  it('passes on that the bytes could not be read', async () => {
    // eslint-disable-next-line require-yield -- it fails before the first byte
    async function* lost(): AsyncGenerator<Buffer> {
      await Promise.resolve();
      throw new Error('storage away');
    }
    await expect(inspector().inspect(lost(), 'application/pdf')).rejects.toThrow('storage away');
  });

  it('gives the process no secrets', async () => {
    process.env['STORAGE_KEK'] = 'secret';
    const script = acting(
      'spy',
      'process.stdin.resume(); process.send({ clean: false, reason: "FILE_CORRUPT", cause: JSON.stringify(process.env) })',
    );
    const finding = await inspector({ script }).inspect(inPieces(pdf(), 1_000), 'application/pdf');
    expect(JSON.stringify(finding)).not.toContain('secret');
    delete process.env['STORAGE_KEK'];
  });
});
