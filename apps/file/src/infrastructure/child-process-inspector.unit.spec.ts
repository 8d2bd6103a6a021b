import { eventually } from '@oceafin/testing';
import { fork } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compiledInspector } from '../../test/compiled-inspector.spec';
import { image, pdf } from '../../test/documents.spec';
import { HEIC } from '../../test/heif-samples.spec';
import { inPieces } from '../../test/multipart.spec';
import { InspectorCrashedError } from '../ports/structure-inspector';
import { ChildProcessInspector, type InspectorOptions } from './child-process-inspector';
import { InspectorUnavailableError } from './spare-inspectors';

const MEBIBYTE = 1024 * 1024;
const PDF = 'application/pdf';
/** What every inspecting process does before its document comes. */
const OBEDIENT = `process.on('disconnect', () => process.exit());
  process.once('message', () => process.send({ state: 'BEGUN' }, begun));
  process.send({ state: 'READY' });`;

let compiled: ReturnType<typeof compiledInspector>;
const started: ChildProcessInspector[] = [];
beforeAll(() => {
  compiled = compiledInspector();
});
afterEach(() => started.splice(0).forEach((inspector) => inspector.onApplicationShutdown()));
afterAll(() => compiled.remove());

function inspector(over: Partial<InspectorOptions> = {}): ChildProcessInspector {
  const limits = { script: compiled.script, timeoutMs: 20_000, maxMemoryBytes: 1_024 * MEBIBYTE, spares: 0 };
  const inspecting = new ChildProcessInspector({ ...limits, ...over });
  started.push(inspecting);
  return inspecting;
}

/** A process that misbehaves instead of inspecting. */
function acting(name: string, code: string): string {
  const script = join(dirname(compiled.script), `${name}.js`);
  writeFileSync(script, code);
  return script;
}

/** One that misbehaves once it has heard of its document. */
const actingOnce = (name: string, begun: string): string =>
  acting(name, `${OBEDIENT} function begun() { ${begun} }`);

/** Processes of this one that run a script. */
function running(script: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => commandOf(pid).includes(script));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

const none = (script: string): Promise<void> => eventually(() => expect(running(script)).toEqual([]));

describe('ChildProcessInspector', () => {
  it('tells what the inspection found', async () => {
    expect(await inspector().inspect(inPieces(await image('png'), 1_000), 'image/png')).toEqual({
      clean: true,
    });
    expect(await inspector().inspect(inPieces(HEIC, 100), 'image/heic')).toEqual({ clean: true });
    const active = pdf({ page: '/AA << >>' });
    expect(await inspector().inspect(inPieces(active, 1_000), PDF)).toMatchObject({
      clean: false,
      reason: 'FILE_ACTIVE_CONTENT',
    });
  });

  it('takes too much memory for a bomb', async () => {
    const inspecting = inspector({ maxMemoryBytes: 20 * MEBIBYTE });
    const finding = inspecting.inspect(inPieces(pdf(), 1_000), PDF);
    expect(await finding).toMatchObject({ clean: false, reason: 'FILE_BOMB' });
  });

  it('ends one that takes too long', async () => {
    const script = actingOnce('slow', `process.stdin.resume().on('end', () => { for (;;); })`);
    const finding = inspector({ script, timeoutMs: 3_000 }).inspect(inPieces(pdf(), 1_000), PDF);
    await expect(finding).rejects.toThrow(InspectorCrashedError);
    await none(script);
  });

  it('tells of one that died', async () => {
    const script = actingOnce('dead', 'process.exit(3)');
    const finding = inspector({ script }).inspect(inPieces(Buffer.alloc(MEBIBYTE), 65_536), PDF);
    await expect(finding).rejects.toThrow(InspectorCrashedError);
  });

  it('blames no document for bytes that come too slowly', async () => {
    async function* stalled(): AsyncGenerator<Buffer> {
      yield pdf();
      await none('waiting.js');
      yield pdf();
    }
    const script = actingOnce('waiting', 'process.stdin.resume()');
    const finding = inspector({ script, timeoutMs: 300 }).inspect(stalled(), PDF);
    await expect(finding).rejects.toThrow('not read in time');
  });

  it('hears what one said that was gone at once, while another ends', async () => {
    // Both processes are reaped in one go, the second between what it said and this process's reading it.
    const speaking = (name: string): string =>
      actingOnce(
        name,
        `const { existsSync, writeFileSync } = require('node:fs');
         process.stdin.resume();
         writeFileSync(__filename + '.pid', String(process.pid));
         while (!existsSync(__filename + '.go'));
         process.send({ finding: { clean: true } }, () => process.exit(0));`,
      );
    const isThere = (script: string): boolean => /\d/.test(readFileSync(`${script}.pid`, 'utf8'));
    const letGoAndWaitForItsEnd = (script: string): void => {
      writeFileSync(`${script}.go`, '');
      const pid = readFileSync(`${script}.pid`, 'utf8');
      while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    };
    const [another, inspecting] = [speaking('another'), speaking('inspecting')];
    const other = fork(another);
    other.on('message', (said) => 'finding' in (said as object) && letGoAndWaitForItsEnd(inspecting));
    other.send({});
    const finding = inspector({ script: inspecting }).inspect(inPieces(pdf(), 1_000), PDF);
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
    await expect(inspector().inspect(lost(), PDF)).rejects.toThrow('storage away');
  });

  it('gives the process no secrets', async () => {
    process.env['STORAGE_KEK'] = 'secret';
    const script = actingOnce(
      'spy',
      `process.stdin.resume();
       process.send({ finding: { clean: false, reason: 'FILE_CORRUPT', cause: JSON.stringify(process.env) } })`,
    );
    const finding = await inspector({ script }).inspect(inPieces(pdf(), 1_000), PDF);
    expect(JSON.stringify(finding)).not.toContain('secret');
    delete process.env['STORAGE_KEK'];
  });
});

describe('spare inspectors', () => {
  /** Finds every document corrupt, and says by which process. */
  const TELLING = `process.stdin.resume();
    process.send({ finding: { clean: false, reason: 'FILE_CORRUPT', cause: String(process.pid) } });`;
  const judgedBy = async (inspecting: ChildProcessInspector): Promise<number> => {
    const finding = await inspecting.inspect(inPieces(pdf(), 1_000), PDF);
    return finding.clean ? NaN : Number(finding.cause);
  };
  const awaiting = async (script: string, count: number): Promise<number[]> => {
    await eventually(() => expect(running(script)).toHaveLength(count));
    return running(script);
  };

  it('are there before a document is, and judge one each', async () => {
    const script = actingOnce('once', TELLING);
    const inspecting = inspector({ script, spares: 1 });
    inspecting.onApplicationBootstrap();
    // One of qpdf, one of sharp.
    const spares = await awaiting(script, 2);
    const first = await judgedBy(inspecting);
    expect(spares).toContain(first);
    await eventually(() => expect(running(script)).not.toContain(first));
    const second = await judgedBy(inspecting);
    expect(second).not.toBe(first);
    expect(spares).not.toContain(second);
  });

  it('are replaced when they die, which no document is blamed for', async () => {
    const script = actingOnce('mortal', TELLING);
    const inspecting = inspector({ script, spares: 1 });
    inspecting.onApplicationBootstrap();
    const spares = await awaiting(script, 2);
    spares.forEach((pid) => process.kill(pid, 'SIGKILL'));
    expect(spares).not.toContain(await judgedBy(inspecting));
    await eventually(() => {
      const now = running(script);
      expect(now).toHaveLength(2);
      expect(now.some((pid) => spares.includes(pid))).toBe(false);
    });
  });

  it('that can never be started make the inspection unavailable, not the file corrupt', async () => {
    const script = acting('stillborn', 'process.exit(1)');
    await expect(inspector({ script }).inspect(inPieces(pdf(), 1_000), PDF)).rejects.toThrow(
      InspectorUnavailableError,
    );
  });

  it('end with the app', async () => {
    const inspecting = inspector({ spares: 1 });
    inspecting.onApplicationBootstrap();
    await awaiting(compiled.script, 2);
    inspecting.onApplicationShutdown();
    await none(compiled.script);
  });

  it('end when the app is killed', async () => {
    const app = fork(
      acting(
        'app',
        `const inspector = require('node:child_process').fork(${JSON.stringify(compiled.script)}, ['qpdf', '1e9'],
           { detached: true, env: {}, stdio: ['pipe', 'ignore', 'ignore', 'ipc'] });
         inspector.once('message', () => process.kill(process.pid, 'SIGKILL'));`,
      ),
    );
    await new Promise((resolve) => app.once('exit', resolve));
    await none(compiled.script);
  });
});
