import { Dicer } from '@fastify/busboy';
import { parse } from 'content-disposition';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Headers of a part as a partner sent them. */
export interface PartHeaders {
  readonly name: string;
  /** `filename*` where it is given, else `filename`; undefined when neither is. */
  readonly fileName: string | undefined;
  /** Lowercase essence without parameters; `text/plain` when none is declared. */
  readonly contentType: string;
}

/** Consumes a part. It reads `data` to the end, whatever it finds there. */
export type PartConsumer = (headers: PartHeaders, data: AsyncIterable<Buffer>) => Promise<void>;

const MAX_PARTS = 16;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_HEADERS = 16;
/** RFC 2046: up to 70 characters, the last not a space. */
const BOUNDARY = /^multipart\/form-data\s*;(?:.*;)?\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s";,]{1,70}))/i;
const BOUNDARY_CHARACTERS = /^[0-9A-Za-z'()+_,\-./:=? ]*[0-9A-Za-z'()+_,\-./:=?]$/;

/** What clients send for a form without entries, though RFC 2046 knows no body without parts: `--boundary--\r\n`. */
const LONGEST_EMPTY_FORM = 70 + 6;

type DicerHeaders = Record<string, string[] | undefined>;

/**
 * One multipart/form-data body, fed chunk by chunk. A malformed body is read to its end like any other: `problem`
 * says what was wrong with it.
 */
export class MultipartParser {
  private readonly dicer?: Dicer;
  private readonly boundary?: string;
  private start = Buffer.alloc(0);
  private readonly consumers: Promise<void>[] = [];
  private partsBegun = 0;
  private partsRead = 0;
  private finished = false;
  private wrong?: string;
  private release: () => void = () => undefined;

  constructor(
    contentType: string | undefined,
    private readonly consume: PartConsumer,
  ) {
    const boundary = boundaryOf(contentType ?? '');
    this.boundary = boundary;
    if (boundary === undefined) {
      this.wrong = 'The Content-Type names no usable multipart boundary.';
      return;
    }
    const config = { boundary, maxHeaderPairs: MAX_HEADERS, maxHeaderSize: MAX_HEADER_BYTES };
    this.dicer = new Dicer(config);
    this.dicer.on('part', (part) => this.begin(part));
    this.dicer.on('error', () => this.fail('The multipart body ends before its closing boundary.'));
    this.dicer.on('finish', () => {
      this.finished = true;
      this.release();
    });
  }

  /** What makes the body malformed; known once `end` has returned. */
  get problem(): string | undefined {
    return this.wrong;
  }

  async write(chunk: Buffer): Promise<void> {
    const { dicer } = this;
    if (this.start.length <= LONGEST_EMPTY_FORM) {
      this.start = Buffer.concat([this.start, chunk.subarray(0, LONGEST_EMPTY_FORM + 1)]);
    }
    if (!dicer?.writable) return;
    // The chunk that ends the last part is never called back when its reader was slower; the finish is.
    await new Promise<void>((resolve) => {
      this.release = resolve;
      dicer.write(chunk, () => resolve());
    });
  }

  /** Waits until every part is consumed. */
  async end(): Promise<void> {
    if (this.dicer && !this.finished) {
      const finish = once(this.dicer, 'finish');
      this.dicer.end();
      await finish.catch(() => undefined);
    }
    await Promise.all(this.consumers);
    if (this.partsRead < this.partsBegun) this.fail('A part has no complete headers.');
    if (this.isEmptyForm()) this.wrong = undefined;
    else if (this.partsBegun === 0) this.fail('The multipart body has no parts.');
  }

  private isEmptyForm(): boolean {
    const end = `--${this.boundary}--`;
    return [end, `${end}\r\n`].includes(this.start.toString('latin1'));
  }

  private begin(part: Readable): void {
    this.partsBegun += 1;
    part.on('error', () => this.fail('The multipart body ends inside a part.'));
    if (this.partsBegun > MAX_PARTS) {
      this.fail('The multipart body has too many parts.');
      this.partsRead += 1;
      part.resume();
      return;
    }
    part.on('header', (headers: DicerHeaders) => {
      this.partsRead += 1;
      const parsed = this.wrong ? undefined : parseHeaders(headers);
      if (!parsed) {
        this.fail('A part needs a Content-Disposition of form-data with a name, and short headers.');
        part.resume();
        return;
      }
      this.consumers.push(this.consume(parsed, untilEnd(part)));
    });
  }

  private fail(problem: string): void {
    this.wrong ??= problem;
  }
}

/** The data of a part; a part that is cut off just ends, the parser tells the rest. */
async function* untilEnd(part: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of part) yield chunk as Buffer;
  } catch {
    return;
  }
}

function boundaryOf(contentType: string): string | undefined {
  // Two would be read as one by some and as the other by others.
  if (parameterNames(contentType)?.filter((name) => name === 'boundary').length !== 1) return undefined;
  const match = BOUNDARY.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  return boundary !== undefined && BOUNDARY_CHARACTERS.test(boundary) ? boundary : undefined;
}

function parseHeaders(headers: DicerHeaders): PartHeaders | undefined {
  const size = Object.entries(headers).reduce(
    (sum, [name, values = []]) =>
      sum + values.reduce((all, value) => all + name.length + value.length + 4, 0),
    0,
  );
  const dispositions = headers['content-disposition'] ?? [];
  const types = headers['content-type'] ?? ['text/plain'];
  // A cut-off header block can't be told from a whole one of that size, so none comes near the limit.
  if (size > MAX_HEADER_BYTES / 2 || dispositions.length !== 1 || types.length !== 1) return undefined;
  const disposition = unescaped(utf8(dispositions[0]!));
  if (!isUnambiguous(disposition)) return undefined;
  const { type, parameters } = parse(disposition, { multipart: true });
  if (type.toLowerCase() !== 'form-data' || !parameters['name']) return undefined;
  return {
    name: parameters['name'],
    fileName: parameters['filename'],
    contentType: types[0]!.split(';', 1)[0]!.trim().toLowerCase(),
  };
}

/** What is said twice, or goes on without an end, is read differently by different readers. */
function isUnambiguous(disposition: string): boolean {
  const names = parameterNames(disposition);
  // RFC 7578 knows no `name*`, and a reader that honours it would see another name.
  return names !== undefined && new Set(names).size === names.length && !names.includes('name*');
}

/** In small letters, in order; undefined when a quoted value has no end. */
function parameterNames(header: string): string[] | undefined {
  const unquoted = header.replace(/=\s*"[^"]*"/g, '=');
  if (/=\s*"/.test(unquoted)) return undefined;
  return [...unquoted.matchAll(/;\s*([^\s;=]+)\s*=/g)].map(([, name]) => name!.toLowerCase());
}

/** Browsers write `%22` for a quote in a name, other clients `\"`; at the end of a value that is a path's last character. */
function unescaped(disposition: string): string {
  return disposition.replace(/\\"(?!\s*(?:;|$))/g, '%22');
}

/** Dicer gives header bytes as Latin-1; form data is UTF-8. */
function utf8(header: string): string {
  return Buffer.from(header, 'latin1').toString('utf8');
}
