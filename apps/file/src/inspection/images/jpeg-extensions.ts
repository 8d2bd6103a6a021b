import { isOutOfRange } from '../out-of-range';
import type { Range } from '../whole-file';

const MPF_SIGNATURE = 'MPF\0';
const MP_ENTRY_TAG = 0xb002;
const MP_ENTRY_BYTES = 16;
const MAX_IMAGES = 64;

/** CIPA multi-picture format: a TIFF directory in an APP2 segment that lists each image's size and offset. */
export function furtherImages(bytes: Buffer, start: number, end: number): Range[] {
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
      const count = Math.min(Math.floor(u32(field + 4) / MP_ENTRY_BYTES), MAX_IMAGES);
      return Array.from({ length: count }, (_, entry) => first + entry * MP_ENTRY_BYTES)
        .filter((entry) => u32(entry + 8) !== 0)
        .map((entry) => ({ start: base + u32(entry + 8), end: base + u32(entry + 8) + u32(entry + 4) }));
    }
  } catch (error) {
    if (isOutOfRange(error)) return [];
    throw error;
  }
  return [];
}

const XMP_SIGNATURE = 'http://ns.adobe.com/xap/1.0/';
/** The former motion photo: the length of the video at the end of the file. */
const VIDEO_LENGTH = /MicroVideoOffset(?:\s*=\s*"|>)(\d{1,10})/g;
/** The container format: items that follow the primary image one after the other, the first being itself. */
const ITEM =
  /<[^<>]*\bItem:(?:Mime|Semantic|Length)\s*=[^<>]*>|<[\w-]+:Item\b[^>]*>(?:\s*<[\w-]+:\w+>[^<]*<[^>]*>)+/g;

/** What a motion photo's XMP says lies behind the primary image, which ends at `primaryEnd`. */
export function motionPhoto(bytes: Buffer, segment: Buffer, primaryEnd: number): Range[] {
  const xmp = segment.toString('latin1');
  if (!xmp.startsWith(XMP_SIGNATURE)) return [];
  const videos = [...xmp.matchAll(VIDEO_LENGTH)].map((match) => ({
    start: bytes.length - Number(match[1]),
    end: bytes.length,
  }));
  const items = [...xmp.matchAll(ITEM)].map(([text]) => ({
    length: numberOf(text, 'Length'),
    padding: numberOf(text, 'Padding'),
  }));
  return [...videos, ...fromTheEnd(bytes.length, items), ...fromThePrimary(primaryEnd, items)];
}

interface Item {
  readonly length: number;
  readonly padding: number;
}

function numberOf(item: string, name: string): number {
  return Number(new RegExp(`:${name}(?:\\s*=\\s*"|>)(\\d{1,10})`).exec(item)?.[1] ?? 0);
}

/** Items count from the end of the file … */
function fromTheEnd(fileEnd: number, items: readonly Item[]): Range[] {
  let end = fileEnd;
  return items
    .filter(({ length }) => length > 0)
    .reverse()
    .map(({ length, padding }) => {
      const start = end - padding - length;
      const range = { start, end: end - padding };
      end = start;
      return range;
    });
}

/** … or from the primary image on, where something else stands at the end. */
function fromThePrimary(primaryEnd: number, items: readonly Item[]): Range[] {
  let start = primaryEnd;
  return items.flatMap(({ length, padding }) => {
    const range = { start, end: start + length };
    start += length + padding;
    return length > 0 ? [range] : [];
  });
}

const SAMSUNG_END = 'SEFT';
const SAMSUNG_START = 'SEFH';
/** A record's payload without a picture or video in it: times, scene and camera data. */
const MAX_RECORD_BYTES = 64 * 1024;

/** The trailer that Samsung's cameras add: a directory at the very end lists the records before it. */
export function samsungTrailer(bytes: Buffer, primaryEnd: number): Range[] {
  const end = bytes.length;
  if (end - primaryEnd < 20 || bytes.toString('latin1', end - 4) !== SAMSUNG_END) return [];
  const directory = end - 8 - bytes.readUInt32LE(end - 8);
  if (directory <= primaryEnd || bytes.toString('latin1', directory, directory + 4) !== SAMSUNG_START)
    return [];
  const ranges: Range[] = [{ start: directory, end }];
  const count = Math.min(bytes.readUInt32LE(directory + 8), MAX_IMAGES);
  for (let entry = directory + 12; entry < directory + 12 + count * 12 && entry + 12 <= end; entry += 12) {
    const start = directory - bytes.readUInt32LE(entry + 4);
    const length = bytes.readUInt32LE(entry + 8);
    if (start < primaryEnd || start + length > directory) return [];
    if (length <= MAX_RECORD_BYTES || isVideoRecord(bytes, start))
      ranges.push({ start, end: start + length });
  }
  return ranges;
}

/** A record is its type, the length of its name, its name and its payload. */
function isVideoRecord(bytes: Buffer, start: number): boolean {
  const payload = start + 8 + bytes.readUInt32LE(start + 4);
  return bytes.toString('latin1', payload + 4, payload + 8) === 'ftyp';
}
