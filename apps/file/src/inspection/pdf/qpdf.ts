import { Rejection } from '../rejection';

/** A PDF value in qpdf's JSON: names begin with `/`, strings with `u:` or `b:`, references end with ` R`. */
export type PdfValue = null | boolean | number | string | PdfValue[] | PdfDictionary;
export interface PdfDictionary {
  [name: string]: PdfValue;
}

export interface PdfStream {
  readonly dict: PdfDictionary;
  /** As stored, before any filter. */
  readonly data: Buffer;
}

/** In qpdf's JSON; a text that looks so begins with `u:`. */
const REFERENCE = /^\d+ \d+ R$/;
const MAX_HOPS = 16;

/** Everything the cross-reference table of a PDF knows, decrypted. */
export class PdfObjects {
  constructor(
    readonly values: ReadonlyMap<string, PdfValue>,
    readonly streams: ReadonlyMap<string, PdfStream>,
    readonly trailer: PdfDictionary,
  ) {}

  /** What a reference leads to, of a stream its dictionary; anything else is itself. */
  resolve(value: PdfValue): PdfValue {
    let current = value;
    for (let hops = 0; typeof current === 'string' && REFERENCE.test(current); hops += 1) {
      if (hops > MAX_HOPS) throw new Rejection('FILE_CORRUPT', 'references go in a circle');
      current = this.values.get(current) ?? this.streams.get(current)?.dict ?? null;
    }
    return current;
  }

  /** Like `resolve`, of what should be a name. */
  name(value: PdfValue | undefined): string | undefined {
    const resolved = this.resolve(value ?? null);
    return typeof resolved === 'string' && resolved.startsWith('/') ? resolved : undefined;
  }

  /** Like `resolve`, of what should be a dictionary. */
  dictionary(value: PdfValue | undefined): PdfDictionary | undefined {
    const resolved = this.resolve(value ?? null);
    return isDictionary(resolved) ? resolved : undefined;
  }
}

export function isDictionary(value: PdfValue): value is PdfDictionary {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The text of a string as qpdf writes it: `u:` and text or `b:` and hexadecimal digits. */
export function textOfString(value: string): string {
  return value.startsWith('b:') ? Buffer.from(value.slice(2), 'hex').toString('latin1') : value.slice(2);
}

/** qpdf's exit codes. */
const ERRORS = 2;
const MAX_COMPLAINTS = 64 * 1024;

export interface QpdfRun {
  readonly failed: boolean;
  /** What qpdf complained of; may quote object numbers, no content. */
  readonly complaints: string;
  readonly files: { read(path: string): Buffer };
}

interface QpdfModule {
  callMain(args: string[]): number;
  FS: {
    init(input: null, output: (byte: number) => void, error: (byte: number) => void): void;
    writeFile(path: string, data: Uint8Array): void;
    readFile(path: string): Uint8Array;
  };
}

type CreateQpdf = (options: object) => Promise<QpdfModule>;

/** Runs qpdf on the document in a fresh instance; in `args`, `/in.pdf` is the document. */
export async function qpdf(document: Buffer, args: string[]): Promise<QpdfRun> {
  const complaints: number[] = [];
  // Loaded when it's needed: a process inspects one document, and each decoder is heavy.
  const { default: create } = (await import('@neslinesli93/qpdf-wasm')) as unknown as { default: CreateQpdf };
  const module = await create({
    locateFile: () => require.resolve('@neslinesli93/qpdf-wasm/dist/qpdf.wasm'),
    noInitialRun: true,
    preRun: [
      ({ FS }: QpdfModule) =>
        FS.init(
          null,
          () => undefined,
          (byte) => void (byte && complaints.length < MAX_COMPLAINTS && complaints.push(byte)),
        ),
    ],
  });
  module.FS.writeFile('/in.pdf', document);
  // A copy: the instance puts its own name before them.
  const status = module.callMain([...args]);
  return {
    failed: status === ERRORS,
    complaints: Buffer.from(complaints).toString('latin1'),
    files: { read: (path) => Buffer.from(module.FS.readFile(path)) },
  };
}

interface QpdfJson {
  qpdf: [unknown, Record<string, { value?: PdfValue; stream?: { dict: PdfDictionary; datafile: string } }>];
}

export const OBJECT_ARGS = [
  '--json-output',
  '--json-stream-data=file',
  '--json-stream-prefix=/stream',
  '--decode-level=none',
  '/in.pdf',
  '/objects.json',
];

/** The objects that a run with `OBJECT_ARGS` wrote. */
export function objectsOf({ files }: QpdfRun): PdfObjects {
  const {
    qpdf: [, entries],
  } = JSON.parse(files.read('/objects.json').toString('utf8')) as QpdfJson;
  const values = new Map<string, PdfValue>();
  const streams = new Map<string, PdfStream>();
  let trailer: PdfDictionary = {};
  for (const [name, { value, stream }] of Object.entries(entries)) {
    const reference = name.replace(/^obj:/, '');
    if (stream) streams.set(reference, { dict: stream.dict, data: files.read(stream.datafile) });
    else if (name === 'trailer') trailer = value as PdfDictionary;
    else values.set(reference, value ?? null);
  }
  return new PdfObjects(values, streams, trailer);
}
