import { isOutOfRange } from '../out-of-range';
import { Rejection } from '../rejection';
import type { Range } from '../whole-file';

const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const APP2 = 0xe2;
const MPF_SIGNATURE = 'MPF\0';
const MP_ENTRY_TAG = 0xb002;
const MP_ENTRY_BYTES = 16;
/** Lengths, counted from the end of the file, that motion photos give in their XMP. */
const MOTION_LENGTH =
  /(?:MicroVideoOffset|Item:Length)\s*=\s*"(\d{1,10})"|<(?:[\w-]+:)?(?:MicroVideoOffset|Length)>(\d{1,10})</g;

export interface JpegLayout {
  /** After the primary image's end marker. */
  readonly end: number;
  /** Further images and a motion photo's video, as the primary image's metadata places them. */
  readonly accounted: readonly Range[];
}

/** Walks the markers of the primary image. */
export function jpegLayout(bytes: Buffer): JpegLayout {
  const accounted: Range[] = [];
  let position = 2;
  for (;;) {
    const { marker, at } = nextMarker(bytes, position);
    if (marker === EOI) return { end: at + 2, accounted };
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      position = at + 2;
      continue;
    }
    if (at + 4 > bytes.length) throw cutOff();
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw cutOff();
    if (marker === APP2) accounted.push(...furtherImages(bytes, at + 4, end));
    if (marker === APP1) accounted.push(...motionVideo(bytes, at + 4, end));
    position = marker === SOS ? afterEntropyData(bytes, end) : end;
  }
}

function nextMarker(bytes: Buffer, from: number): { marker: number; at: number } {
  let at = from;
  if (bytes[at] !== 0xff) throw new Rejection('FILE_CORRUPT', 'a JPEG segment is missing');
  while (bytes[at + 1] === 0xff) at += 1;
  if (at + 1 >= bytes.length) throw cutOff();
  return { marker: bytes[at + 1]!, at };
}

/** Skips compressed data, in which 0xFF is followed by 0 or a restart marker. */
function afterEntropyData(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const next = bytes[at + 1]!;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  throw cutOff();
}

/** CIPA multi-picture format: a TIFF directory that lists each image's size and offset. */
function furtherImages(bytes: Buffer, start: number, end: number): Range[] {
  if (bytes.toString('latin1', start, start + 4) !== MPF_SIGNATURE) return [];
  const base = start + 4;
  const little = bytes.toString('latin1', base, base + 2) === 'II';
  const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  try {
    const directory = base + u32(base + 4);
    for (let index = 0; index < u16(directory); index += 1) {
      const field = directory + 2 + index * 12;
      if (field + 12 > end || u16(field) !== MP_ENTRY_TAG) continue;
      const first = base + u32(field + 8);
      const count = u32(field + 4) / MP_ENTRY_BYTES;
      const entries = Array.from(
        { length: Math.min(count, 64) },
        (_, entry) => first + entry * MP_ENTRY_BYTES,
      );
      return entries
        .filter((entry) => u32(entry + 8) !== 0)
        .map((entry) => ({ start: base + u32(entry + 8), end: base + u32(entry + 8) + u32(entry + 4) }))
        .filter((range) => range.end <= bytes.length && bytes.readUInt16BE(range.start) === 0xffd8);
    }
  } catch (error) {
    if (isOutOfRange(error)) return [];
    throw error;
  }
  return [];
}

/** A motion photo ends with an MP4 whose length its XMP gives. */
function motionVideo(bytes: Buffer, start: number, end: number): Range[] {
  const xmp = bytes.toString('latin1', start, end);
  if (!xmp.startsWith('http://ns.adobe.com/xap/1.0/')) return [];
  return [...xmp.matchAll(MOTION_LENGTH)]
    .map((match) => ({ start: bytes.length - Number(match[1] ?? match[2]), end: bytes.length }))
    .filter(
      (range) => range.start > end && bytes.toString('latin1', range.start + 4, range.start + 8) === 'ftyp',
    );
}

function cutOff(): Rejection {
  return new Rejection('FILE_CORRUPT', 'the JPEG is cut off');
}
