import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import type { Decoder } from './decoder';
import { inspect } from './inspect';
import type { Assignment, Report } from './inspector.messages';
import { SAMPLES } from './samples';

/** Sent by the watchdog: the inspection takes more memory than it may. */
const MEMORY_SIGNAL = 'SIGUSR2';
const WATCH_MS = 50;

/**
 * Loads a decoder, waits for one document, inspects it and ends. Decoders may hang the main thread, so memory, and
 * whether the parent still lives, is watched from another.
 */
async function main(decoder: Decoder, maxMemoryBytes: number): Promise<void> {
  // The parent is gone. While a decoder runs nobody hears this, and the watchdog sees it.
  process.once('disconnect', () => process.exit(1));
  const watchdog = startWatchdog(maxMemoryBytes);
  await Promise.all([once(watchdog, 'online'), rehearse(decoder)]);
  const assigned = once(process, 'message') as Promise<[Assignment]>;
  await report({ state: 'READY' });
  const [{ contentType }] = await assigned;
  watchdog.postMessage('begin');
  await Promise.all([once(watchdog, 'message'), report({ state: 'BEGUN' })]);
  await report({ finding: await inspect(await buffer(process.stdin), contentType) });
  process.exit(0);
}

function startWatchdog(maxMemoryBytes: number): Worker {
  return new Worker(
    `const { parentPort } = require('node:worker_threads');
     const parent = process.ppid;
     const watch = () => {
       if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
       if (process.memoryUsage.rss() > ${maxMemoryBytes}) process.kill(process.pid, '${MEMORY_SIGNAL}');
     };
     parentPort.once('message', () => {
       watch();
       setInterval(watch, ${WATCH_MS});
       parentPort.postMessage('watching');
     });`,
    { eval: true },
  );
}

/** Brings in what a document of this kind takes, and shows that it works. */
async function rehearse(decoder: Decoder): Promise<void> {
  const { bytes, contentType } = SAMPLES[decoder];
  if (!(await inspect(bytes, contentType)).clean) throw new Error(`${decoder} refuses a sound document`);
}

function report(said: Report): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(said, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

const [, , decoder, maxMemoryBytes] = process.argv;
main(decoder as Decoder, Number(maxMemoryBytes)).catch(() => process.exit(1));
