import { setTimeout as sleep } from 'node:timers/promises';
import { sparkline } from '../sparkline';
import { UploadServer } from '../peers/upload-servers';
import { type FileStack, residentMebibytes } from './file-stack';
import { formOf, MEBIBYTE, sendAll } from './upload-body';

const FILE_BYTES = 20 * MEBIBYTE;
const GOAL_MEBIBYTES = 64;
const SAMPLE_MS = 50;
const SETTLE_MS = 3_000;

interface Watched {
  readonly before: number;
  readonly samples: readonly number[];
}

/** How much resident memory so many uploads of 20 MiB at the same time add. */
export async function uploadMemory(stack: FileStack, atOnce: number): Promise<string> {
  const form = formOf(FILE_BYTES);
  const watch = async (pid: number, origin: string): Promise<Watched> => {
    const client = stack.client(origin);
    await sendAll(client, form, { times: 4, atOnce: 1 });
    await sleep(SETTLE_MS);
    const before = residentMebibytes(pid);
    const samples: number[] = [];
    const sampling = setInterval(() => samples.push(residentMebibytes(pid)), SAMPLE_MS);
    await sendAll(client, form, { times: atOnce, atOnce });
    clearInterval(sampling);
    return { before, samples };
  };
  const ours = await stack.withoutScans(() => watch(stack.pid, stack.origin));
  const server = await UploadServer.start('multipart');
  const peer = await watch(server.pid, server.origin).finally(() => server.stop());
  const grown = growth(ours);
  return [
    `Memory that ${atOnce} uploads of 20 MiB at the same time add: ${shown(ours)}; goal ${GOAL_MEBIBYTES} MiB ` +
      `${grown <= GOAL_MEBIBYTES ? 'met' : '**missed**'}. @fastify/multipart: ${shown(peer)}.`,
    '```',
    `ours      ${sparkline(ours.samples)}`,
    `multipart ${sparkline(peer.samples)}`,
    '```',
  ].join('\n');
}

const growth = ({ before, samples }: Watched): number => Math.max(...samples) - before;

const shown = (watched: Watched): string =>
  `${growth(watched).toFixed(0)} MiB (${watched.before.toFixed(0)} to ${Math.max(...watched.samples).toFixed(0)})`;
