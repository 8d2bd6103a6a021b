import { MAX_FRAMES } from '../limits';
import { Rejection } from '../rejection';

const PNG_SIGNATURE_BYTES = 8;
/** Length, type and checksum around a chunk's data. */
const PNG_CHUNK_FRAME = 12;
const RIFF_HEADER_BYTES = 8;

/** Where a PNG ends: after its IEND chunk. Of an animated one the frames are counted. */
export function pngEnd(bytes: Buffer): number {
  let position = PNG_SIGNATURE_BYTES;
  let frames = 0;
  while (position + PNG_CHUNK_FRAME <= bytes.length) {
    const type = bytes.toString('latin1', position + 4, position + 8);
    position += bytes.readUInt32BE(position) + PNG_CHUNK_FRAME;
    if (type === 'fcTL' && (frames += 1) > MAX_FRAMES) throw new Rejection('FILE_BOMB', 'too many frames');
    if (type === 'IEND' && position <= bytes.length) return position;
  }
  throw new Rejection('FILE_CORRUPT', 'the PNG has no end chunk');
}

/** Where a WebP ends: its RIFF header says so. */
export function webpEnd(bytes: Buffer): number {
  const size = bytes.readUInt32LE(4);
  const end = RIFF_HEADER_BYTES + size + (size % 2);
  // The last padding byte is left out by some writers.
  if (end > bytes.length + 1) throw new Rejection('FILE_CORRUPT', 'the WebP is cut off');
  return Math.min(end, bytes.length);
}
