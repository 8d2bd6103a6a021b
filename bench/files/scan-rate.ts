import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@oceafin/testing';
import sharp from 'sharp';
import type { ContentType } from '../../apps/file/src/domain/content-types';
import { ChildProcessInspector } from '../../apps/file/src/infrastructure/child-process-inspector';
import { ClamdScanner } from '../../apps/file/src/infrastructure/clamd-scanner';
import { type Document, pdf, png } from '../../tools/journey/documents';
import { projectRoot } from '../../tools/local-stack/project-root';
import { median, ms, secondsOf } from '../measure';
import type { FileStack } from './file-stack';

const SCRIPT = join(projectRoot(), 'dist/apps/file/src/inspection/inspector.process.js');
const AT_ONCE = 8;
const ROUNDS = 7;
const LIMITS = { timeoutMs: 60_000, maxMemoryBytes: 1_536 * 1024 * 1024 };
/** As many documents as one instance inspects at a time. */
const LANES = 2;
/** Long enough for the next spare to be ready: what is measured is a document that comes alone. */
const SETTLE_MS = 2_000;

/** Files a second from the first upload to the last verdict, and what one of them spends where. */
export async function scanRate(stack: FileStack, files: number): Promise<string> {
  const samples = await documents();
  const seconds = await secondsOf(() => scanned(stack, samples, files));
  const [onDemand, ahead] = [inspector(0), inspector(1)];
  const lines = [
    `Scanned ${files} small files (PDF, PNG, JPEG of 4 megapixels in turn) in ${seconds.toFixed(1)} s: ` +
      `**${(files / seconds).toFixed(1)} files/s** from the first upload to the last verdict, by one instance with two scans at a time.`,
    '',
    '| one document at a time (median) | process started for it | spare process | clamd |',
    '| --- | --- | --- | --- |',
    `| a process of Node that does nothing | ${ms(await medianMs(idleProcess))} | | |`,
  ];
  for (const { name, document } of samples) {
    const started = ms(await medianMs(() => inspect(onDemand, document)));
    const spare = ms(await medianMs(() => inspect(ahead, document), SETTLE_MS));
    lines.push(`| ${name} | ${started} | ${spare} | ${await clamdMs(stack, document)} |`);
  }
  const rates = [await inspectedPerSecond(onDemand, samples, files)];
  rates.push(await inspectedPerSecond(ahead, samples, files));
  lines.push(
    '',
    `Inspections alone, ${LANES} at a time without a pause: ${rates[0]!.toFixed(1)}/s by processes started for ` +
      `them, ${rates[1]!.toFixed(1)}/s with a spare of each kind.`,
    `Spares keep ${(await spareMebibytes()).join(' and ')} MiB of memory of their own.`,
  );
  onDemand.onApplicationShutdown();
  ahead.onApplicationShutdown();
  return lines.join('\n');
}

function inspector(spares: number): ChildProcessInspector {
  const started = new ChildProcessInspector({ script: SCRIPT, spares, ...LIMITS });
  started.onApplicationBootstrap();
  return started;
}

interface Sample {
  readonly name: string;
  readonly document: Document;
}

async function documents(): Promise<Sample[]> {
  const [width, height] = [2_464, 1_632];
  const noise = Buffer.alloc(width * height * 3, 'oceafin scans what it is given');
  const jpeg = await sharp(noise, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
  return [
    { name: 'PDF of a page', document: pdf('page.pdf', 'one page') },
    { name: 'PNG of 48 × 32 pixels', document: png('small.png') },
    {
      name: 'JPEG of 4 megapixels',
      document: { fileName: 'photo.jpg', contentType: 'image/jpeg', file: jpeg },
    },
  ];
}

async function scanned(stack: FileStack, samples: readonly Sample[], files: number): Promise<void> {
  const client = stack.client();
  const ids: string[] = [];
  let begun = 0;
  const sender = async (): Promise<void> => {
    while (begun < files) {
      const { document } = samples[begun++ % samples.length]!;
      const answer = await client.upload('/files', { documentType: 'OTHER', ...document });
      ids.push(answer.json<{ fileAssetId: string }>().fileAssetId);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  for (const id of ids) {
    await eventually(
      async () => {
        const asset = (await client.request({ method: 'GET', path: `/files/${id}` })).json<{
          status: string;
          reason: string | null;
        }>();
        if (asset.status !== 'AVAILABLE') throw new Error(`${id} is ${asset.status} ${asset.reason}`);
      },
      { timeoutMs: 300_000, intervalMs: 100 },
    );
  }
}

async function inspect(inspecting: ChildProcessInspector, { file, contentType }: Document): Promise<void> {
  const finding = await inspecting.inspect(whole(file), contentType as ContentType);
  if (!finding.clean) throw new Error(`the sample is ${finding.reason}`);
}

async function inspectedPerSecond(
  inspecting: ChildProcessInspector,
  samples: readonly Sample[],
  files: number,
): Promise<number> {
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < files) await inspect(inspecting, samples[begun++ % samples.length]!.document);
  };
  const seconds = await secondsOf(() => Promise.all(Array.from({ length: LANES }, lane)));
  return files / seconds;
}

/** What no other process shares, of each that waits here. */
async function spareMebibytes(): Promise<string[]> {
  await sleep(SETTLE_MS);
  return childrenOf(process.pid)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(SCRIPT))
    .map((pid) => {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      const pages = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].map(([, kib]) => Number(kib));
      return (pages.reduce((sum, kib) => sum + kib, 0) / 1_024).toFixed(0);
    });
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

async function clamdMs(stack: FileStack, { file }: Document): Promise<string> {
  if (!stack.clamdUrl) return 'not here';
  const scanner = new ClamdScanner(stack.clamdUrl);
  return ms(await medianMs(() => scanner.scan(whole(file))));
}

async function idleProcess(): Promise<void> {
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
}

async function* whole(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function medianMs(work: () => Promise<unknown>, pauseMs = 0): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(pauseMs);
    times.push((await secondsOf(work)) * 1_000);
  }
  return median(times);
}
