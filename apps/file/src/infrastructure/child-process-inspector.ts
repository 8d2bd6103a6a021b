import { Injectable } from '@nestjs/common';
import { fork, type ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContentType } from '../domain/content-types';
import { type Inspection, InspectorCrashedError, StructureInspector } from '../ports/structure-inspector';

export interface InspectorLimits {
  /** The compiled `inspector.process` script. */
  readonly script: string;
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
}

/** Of V8's heap; decoders' memory is counted in `maxMemoryBytes`. */
const HEAP_MEGABYTES = 512;
/** How the child ends when it takes too much memory: its own watchdog, or V8 giving up. */
const OUT_OF_MEMORY = new Set<string>(['SIGUSR2', 'SIGABRT']);

/** Inspects each document in a process of its own that knows no secret and is ended when it takes too long. */
@Injectable()
export class ChildProcessInspector extends StructureInspector {
  constructor(private readonly limits: InspectorLimits) {
    super();
  }

  async inspect(bytes: AsyncIterable<Buffer>, contentType: ContentType): Promise<Inspection> {
    const child = this.start(contentType);
    const ended = outcome(child, this.limits.timeoutMs);
    ended.catch(() => undefined);
    try {
      await pipeline(Readable.from(bytes), child.stdin!).catch((error: NodeJS.ErrnoException) => {
        // A child that is gone says why by its exit.
        if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      });
      return await ended;
    } finally {
      child.kill('SIGKILL');
    }
  }

  private start(contentType: ContentType): ChildProcess {
    return fork(this.limits.script, [contentType, String(this.limits.maxMemoryBytes)], {
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_MEGABYTES}`],
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
      // A signal to this process's group isn't meant for it, and its end would look like the file's fault.
      detached: true,
    });
  }
}

function outcome(child: ChildProcess, timeoutMs: number): Promise<Inspection> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new InspectorCrashedError('the inspection took too long', 'FILE_BOMB'));
    }, timeoutMs);
    child.once('message', (finding) => resolve(finding as Inspection));
    child.once('error', reject);
    // Not 'exit': that may be told before what the child said last has been read. 'close' comes after it.
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (signal !== null && OUT_OF_MEMORY.has(signal)) {
        resolve({ clean: false, reason: 'FILE_BOMB', cause: 'it takes more memory than it may' });
      }
      reject(new InspectorCrashedError(`the inspection ended with ${signal ?? code}`));
    });
  });
}
