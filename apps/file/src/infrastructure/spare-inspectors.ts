import { Logger } from '@nestjs/common';
import type { ContentType } from '../domain/content-types';
import { type Decoder, decoderOf } from '../inspection/decoder';
import { type InspectorLimits, InspectorProcess } from './inspector-process';

/** What most documents take; libheif's is started once a HEIC has come. */
const FROM_THE_BEGINNING: readonly Decoder[] = ['qpdf', 'sharp'];
/** A spare that died is replaced after this, not in a loop that eats the machine. */
const REPLACE_MS = 1_000;
/** So many processes in a row may end before they hear of a document. */
const ATTEMPTS = 3;

/** No process to inspect with could be started: that says nothing about the document. */
export class InspectorUnavailableError extends Error {
  override readonly name = 'InspectorUnavailableError';
}

/** Keeps processes ready ahead of need. Each is given out once, and the next is started. */
export class SpareInspectors {
  private readonly logger = new Logger(SpareInspectors.name);
  private readonly spares = new Map<Decoder, InspectorProcess[]>();
  private readonly living = new Set<InspectorProcess>();
  private stopped = false;

  constructor(
    private readonly limits: InspectorLimits,
    /** Of each decoder that was needed so far. */
    private readonly count: number,
  ) {}

  start(): void {
    for (const decoder of FROM_THE_BEGINNING) this.fill(decoder);
  }

  /**
   * A process that waits for the bytes of one such document.
   * @throws InspectorUnavailableError
   */
  async take(contentType: ContentType): Promise<InspectorProcess> {
    const decoder = decoderOf(contentType);
    for (let attempt = 0; attempt < ATTEMPTS && !this.stopped; attempt += 1) {
      const taken = this.sparesOf(decoder).shift() ?? this.launch(decoder);
      this.fill(decoder);
      if (await taken.begin(contentType)) return taken;
    }
    throw new InspectorUnavailableError('no process to inspect with could be started');
  }

  /** Ends those that inspect, too. */
  stop(): void {
    this.stopped = true;
    for (const process of this.living) process.end();
  }

  private sparesOf(decoder: Decoder): InspectorProcess[] {
    const spares = this.spares.get(decoder) ?? [];
    this.spares.set(decoder, spares);
    return spares;
  }

  private fill(decoder: Decoder): void {
    const spares = this.sparesOf(decoder);
    while (!this.stopped && spares.length < this.count) {
      const spare = this.launch(decoder);
      spares.push(spare);
      void spare.ended.then((how) => {
        if (!this.stopped && spares.includes(spare)) this.replace(decoder, spare, how);
      });
    }
  }

  private replace(decoder: Decoder, spare: InspectorProcess, how: string): void {
    this.logger.warn({ message: 'A spare inspector ended before its document came', decoder, how });
    const spares = this.sparesOf(decoder);
    spares.splice(spares.indexOf(spare), 1);
    setTimeout(() => this.fill(decoder), REPLACE_MS).unref();
  }

  private launch(decoder: Decoder): InspectorProcess {
    const process = new InspectorProcess(decoder, this.limits);
    this.living.add(process);
    void process.ended.then(() => this.living.delete(process));
    return process;
  }
}
