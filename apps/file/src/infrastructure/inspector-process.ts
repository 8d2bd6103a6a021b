import { type ChildProcess, fork } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContentType } from '../domain/content-types';
import type { Decoder } from '../inspection/decoder';
import type { Assignment, Report } from '../inspection/inspector.messages';
import { type Inspection, InspectorCrashedError } from '../ports/structure-inspector';

export interface InspectorLimits {
  /** The compiled `inspector.process` script. */
  readonly script: string;
  /** From the handing over of a document. */
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
}

/** Of V8's heap; decoders' memory is counted in `maxMemoryBytes`. */
const HEAP_MEGABYTES = 512;
/** How the process ends when it takes too much memory: its own watchdog, or V8 giving up. */
const OUT_OF_MEMORY = new Set<string>(['SIGUSR2', 'SIGABRT']);
/** Loading a decoder, and hearing of a document, takes a part of a second; a machine on its knees may need this long. */
const ANSWER_TIMEOUT_MS = 60_000;

/** A process that knows no secret and inspects one document in its life, which it may not survive. */
export class InspectorProcess {
  /** Whether it's ready to inspect; false when it has ended before. */
  readonly ready: Promise<boolean>;
  /** How it ended, in words. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private readonly begun: Promise<true | undefined>;
  private readonly finding: Promise<Inspection | undefined>;
  private signal: NodeJS.Signals | null = null;
  private allFed = false;
  private overdue?: 'FEEDING' | 'INSPECTING';

  constructor(
    decoder: Decoder,
    private readonly limits: InspectorLimits,
  ) {
    this.child = fork(limits.script, [decoder, String(limits.maxMemoryBytes)], {
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_MEGABYTES}`],
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
      // A signal to this process's group isn't meant for it, and its end would look like the file's fault.
      detached: true,
    });
    // Bytes for a process that is gone: it tells by its end.
    this.child.stdin?.on('error', () => undefined);
    this.ended = this.untilItEnds();
    this.begun = this.heard(isIn('BEGUN'));
    this.finding = this.heard((report) => ('finding' in report ? report.finding : undefined));
    this.ready = this.soon(this.heard(isIn('READY')));
  }

  /** Hands a document's kind over; false when the process ended before it heard of it, which is no fault of the document. */
  async begin(contentType: ContentType): Promise<boolean> {
    if (!(await this.ready)) return false;
    const assignment: Assignment = { contentType };
    this.child.send(assignment, () => undefined);
    return this.soon(this.begun);
  }

  /** The finding on the document that was begun. Ends the process. */
  async inspect(bytes: AsyncIterable<Buffer>): Promise<Inspection> {
    const timer = setTimeout(() => {
      this.overdue = this.allFed ? 'INSPECTING' : 'FEEDING';
      this.end();
    }, this.limits.timeoutMs);
    try {
      await this.feed(bytes);
      return (await this.finding) ?? (await this.causeOfDeath());
    } finally {
      clearTimeout(timer);
      this.end();
    }
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  /** The process reads to the end before it looks at any. */
  private async feed(bytes: AsyncIterable<Buffer>): Promise<void> {
    try {
      await pipeline(Readable.from(bytes), this.child.stdin!);
      this.allFed = true;
    } catch (error) {
      // A process that is gone says why by its end.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }

  private async causeOfDeath(): Promise<Inspection> {
    const how = await this.ended;
    if (this.overdue === 'FEEDING') throw new Error('the document was not read in time');
    if (this.overdue === 'INSPECTING')
      throw new InspectorCrashedError('the inspection took too long', 'FILE_BOMB');
    if (this.signal !== null && OUT_OF_MEMORY.has(this.signal)) {
      return { clean: false, reason: 'FILE_BOMB', cause: 'it takes more memory than it may' };
    }
    throw new InspectorCrashedError(`the inspection ended with ${how}`);
  }

  private untilItEnds(): Promise<string> {
    return new Promise((resolve) => {
      this.child.on('error', (error) => resolve(error.message));
      // Not 'exit': that may be told before what the process said last has been read. 'close' comes after it.
      this.child.once('close', (code, signal) => {
        this.signal = signal;
        resolve(String(signal ?? code));
      });
    });
  }

  /** Ends a process that doesn't answer. */
  private async soon(answer: Promise<true | undefined>): Promise<boolean> {
    const timer = setTimeout(() => this.end(), ANSWER_TIMEOUT_MS);
    const answered = await answer;
    clearTimeout(timer);
    return answered ?? false;
  }

  /** What is made of the first message that something can be made of; undefined when none came. */
  private heard<T>(of: (report: Report) => T | undefined): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.child.on('message', (report) => {
        const found = of(report as Report);
        if (found !== undefined) resolve(found);
      });
      void this.ended.then(() => resolve(undefined));
    });
  }
}

function isIn(state: 'READY' | 'BEGUN'): (report: Report) => true | undefined {
  return (report) => ('state' in report && report.state === state) || undefined;
}
