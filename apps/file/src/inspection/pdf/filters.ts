import { pipeline, Readable } from 'node:stream';
import { constants, createInflate } from 'node:zlib';
import { Rejection } from '../rejection';
import { lzw } from './lzw';
import type { PdfDictionary } from './qpdf';

/** Undoes one filter of a PDF stream, piece by piece. */
export type Decode = (source: AsyncIterable<Buffer>, parameters: PdfDictionary) => AsyncIterable<Buffer>;

const OUTPUT_BYTES = 64 * 1024;

/** Filters whose output can be larger than their input, and those that can hide such a one. */
export const DECODERS: Readonly<Record<string, Decode>> = {
  '/FlateDecode': inflate,
  '/LZWDecode': whole(lzw),
  '/RunLengthDecode': whole(runLength),
  '/ASCII85Decode': whole(ascii85),
  '/ASCIIHexDecode': whole(asciiHex),
};

/** A cut-off stream just ends: readers show what there is. */
async function* inflate(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflater = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  pipeline(Readable.from(source), inflater, () => undefined);
  try {
    for await (const chunk of inflater as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (error instanceof Rejection) throw error;
    throw new Rejection('FILE_CORRUPT', 'a stream cannot be inflated to its end');
  }
}

/** Turns a decoder of whole input into one that gives its output in pieces of a good size. */
function whole(decode: (bytes: Buffer, parameters: PdfDictionary) => Iterable<Buffer>): Decode {
  return async function* (source, parameters) {
    const input: Buffer[] = [];
    for await (const chunk of source) input.push(chunk);
    let output: Buffer[] = [];
    let size = 0;
    for (const piece of decode(Buffer.concat(input), parameters)) {
      output.push(piece);
      size += piece.length;
      if (size < OUTPUT_BYTES) continue;
      yield Buffer.concat(output);
      [output, size] = [[], 0];
    }
    yield Buffer.concat(output);
  };
}

function* runLength(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length && bytes[at] !== 128;) {
    const length = bytes[at]!;
    if (length < 128) {
      yield bytes.subarray(at + 1, at + 2 + length);
      at += length + 2;
    } else {
      yield Buffer.alloc(257 - length, bytes[at + 1]);
      at += 2;
    }
  }
}

function* asciiHex(bytes: Buffer): Generator<Buffer> {
  const text = bytes.toString('latin1').split('>', 1)[0]!.replace(/\s/g, '');
  yield Buffer.from(text.length % 2 ? `${text}0` : text, 'hex');
}

const BASE_85 = 85;
const FIRST_DIGIT = '!'.charCodeAt(0);

function* ascii85(bytes: Buffer): Generator<Buffer> {
  const text = bytes.toString('latin1').replace(/\s/g, '').replace(/^<~/, '').split('~', 1)[0]!;
  let digits: number[] = [];
  for (const character of text) {
    if (character === 'z' && digits.length === 0) yield Buffer.alloc(4);
    else digits.push(character.charCodeAt(0) - FIRST_DIGIT);
    if (digits.length < 5) continue;
    yield ascii85Group(digits);
    digits = [];
  }
  const missing = 5 - digits.length;
  const padding = new Array<number>(missing).fill(BASE_85 - 1);
  if (digits.length > 1) yield ascii85Group([...digits, ...padding]).subarray(0, digits.length - 1);
}

function ascii85Group(digits: readonly number[]): Buffer {
  const group = Buffer.alloc(4);
  group.writeUInt32BE(digits.reduce((sum, digit) => sum * BASE_85 + digit, 0) % 2 ** 32);
  return group;
}
