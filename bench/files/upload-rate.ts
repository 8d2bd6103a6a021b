import { type Result, secondsOf } from '../measure';
import { type UploadPeer, UploadServer } from '../peers/upload-servers';
import type { FileStack } from './file-stack';
import { formOf, MEBIBYTE, sendAll } from './upload-body';

const FILE_BYTES = 5 * MEBIBYTE;
const AT_ONCE = 8;
const WARM_UP = 8;

/** Signed, parsed, hashed twice, recognised, encrypted, committed with an event, ÷ servers that only write. */
export async function uploadRate(stack: FileStack, times: number): Promise<Result[]> {
  const form = formOf(FILE_BYTES);
  const megabytesPerSecond = async (origin?: string): Promise<number> => {
    const client = stack.client(origin);
    await sendAll(client, form, { times: WARM_UP, atOnce: AT_ONCE });
    const seconds = await secondsOf(() => sendAll(client, form, { times, atOnce: AT_ONCE }));
    return (times * form.body.length) / MEBIBYTE / seconds;
  };
  const ofPeer = async (peer: UploadPeer): Promise<number> => {
    const server = await UploadServer.start(peer);
    return megabytesPerSecond(server.origin).finally(() => server.stop());
  };
  // The peers have no scans beside them either.
  const [ours, bare, multipart] = await stack.withoutScans(async (): Promise<[number, number, number]> => [
    await megabytesPerSecond(),
    await ofPeer('bare'),
    await ofPeer('multipart'),
  ]);
  const shown = (value: number): string => `${value.toFixed(0)} MiB/s`;
  const what = `upload ${times} × 5 MiB`;
  return [
    {
      what: `${what} ÷ bare Node to disk with SHA-256`,
      ...{ ours: shown(ours), peer: shown(bare), ratio: ours / bare, goal: { atLeast: 0.7 } },
    },
    {
      what: `${what} ÷ @fastify/multipart saveRequestFiles`,
      ...{ ours: shown(ours), peer: shown(multipart), ratio: ours / multipart },
    },
  ];
}
