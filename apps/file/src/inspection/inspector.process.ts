import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import type { ContentType } from '../domain/content-types';
import { inspect } from './inspect';

/** Sent by the watchdog: the inspection takes more memory than it may. */
const MEMORY_SIGNAL = 'SIGUSR2';
const WATCH_MS = 50;

/**
 * Inspects one document, read from standard input, and tells the finding to the parent. Decoders may hang the main
 * thread, so memory, and whether the parent still lives, is watched from another.
 */
async function main(contentType: ContentType, maxMemoryBytes: number): Promise<void> {
  const watchdog = new Worker(
    `const parent = process.ppid;
     const watch = () => {
       if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
       if (process.memoryUsage.rss() > ${maxMemoryBytes}) process.kill(process.pid, '${MEMORY_SIGNAL}');
     };
     watch();
     setInterval(watch, ${WATCH_MS});`,
    { eval: true },
  );
  await once(watchdog, 'online');
  const finding = await inspect(await buffer(process.stdin), contentType);
  process.send!(finding, () => process.exit(0));
}

const [, , contentType, maxMemoryBytes] = process.argv;
main(contentType as ContentType, Number(maxMemoryBytes)).catch(() => process.exit(1));
