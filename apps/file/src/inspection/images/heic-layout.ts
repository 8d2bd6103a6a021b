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
/** Brands of pictures that HEVC encodes; the container alone may hold others. */
const HEVC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const BRAND_BYTES = 4;
const BOX_HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** Refuses the container when it holds pictures of another encoding. */
export function requireHevc(bytes: Buffer): void {
  const end = Math.min(boxSize(bytes, 0), bytes.length);
  for (let at = BOX_HEADER_BYTES; at + BRAND_BYTES <= end; at += BRAND_BYTES) {
    if (HEVC_BRANDS.has(bytes.toString('latin1', at, at + BRAND_BYTES))) return;
  }
  throw new Rejection('FILE_CONTENT_MISMATCH', 'the pictures are of another encoding');
}

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
