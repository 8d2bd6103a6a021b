import { Rejection } from '../rejection';

/** Boxes that stand on the top level of still images and of motion photos. */
const BOXES = new Set([
  'ftyp',
  'meta',
  'mdat',
  'moov',
  'moof',
  'mfra',
  'free',
  'skip',
  'wide',
  'uuid',
  'idat',
  'mpvd',
  'udta',
]);
const BOX_HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** Where the last box of an ISO media file ends; everything before is known kinds of boxes. */
export function heicEnd(bytes: Buffer): number {
  let position = 0;
  while (position + BOX_HEADER_BYTES <= bytes.length) {
    const type = bytes.toString('latin1', position + 4, position + 8);
    if (!BOXES.has(type)) return position;
    const size = boxSize(bytes, position);
    if (position + size > bytes.length) throw new Rejection('FILE_CORRUPT', 'a box is cut off');
    position += size;
  }
  return position;
}

function boxSize(bytes: Buffer, position: number): number {
  const size = bytes.readUInt32BE(position);
  if (size === 0) return bytes.length - position;
  const isLarge = size === 1 && position + LARGE_HEADER_BYTES <= bytes.length;
  const actual = isLarge ? Number(bytes.readBigUInt64BE(position + 8)) : size;
  if (actual < BOX_HEADER_BYTES) throw new Rejection('FILE_CORRUPT', 'a box has an impossible size');
  return actual;
}
