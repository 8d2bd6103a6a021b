import { Rejection } from '../rejection';
import type { PdfDictionary } from './qpdf';

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MAX_CODES = 4_096;
const MAX_WIDTH = 12;

/** Undoes LZW as PDF has it: codes of 9 to 12 bits, whose width grows one code early unless told otherwise. */
export function* lzw(bytes: Buffer, parameters: PdfDictionary): Generator<Buffer> {
  const early = parameters['/EarlyChange'] === 0 ? 0 : 1;
  const nextCode = codeReader(bytes);
  let table = freshTable();
  let previous: Buffer | undefined;
  for (;;) {
    const code = nextCode(Math.min(MAX_WIDTH, 32 - Math.clz32(table.length + early)));
    if (code === undefined || code === END) return;
    if (code === CLEAR) {
      table = freshTable();
      previous = undefined;
      continue;
    }
    const entry: Buffer | undefined = table[code] ?? (previous && extended(previous, previous));
    if (!entry) throw new Rejection('FILE_CORRUPT', 'a stream cannot be decoded to its end');
    if (previous && table.length < MAX_CODES) table.push(extended(previous, entry));
    previous = entry;
    yield entry;
  }
}

function freshTable(): Buffer[] {
  return Array.from({ length: FIRST_FREE }, (_, code) => Buffer.from([code & 0xff]));
}

function extended(sequence: Buffer, by: Buffer): Buffer {
  return Buffer.concat([sequence, by.subarray(0, 1)]);
}

/** Reads codes of the given widths, most significant bit first. */
function codeReader(bytes: Buffer): (width: number) => number | undefined {
  let position = 0;
  return (width) => {
    if (position + width > bytes.length * 8) return undefined;
    const first = position >> 3;
    const word = (bytes[first]! << 16) | ((bytes[first + 1] ?? 0) << 8) | (bytes[first + 2] ?? 0);
    const code = (word >> (24 - width - (position % 8))) & ((1 << width) - 1);
    position += width;
    return code;
  };
}
