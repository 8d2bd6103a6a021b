import { Rejection } from '../rejection';
import type { Range } from '../whole-file';
import { furtherImages, motionPhoto, samsungTrailer } from './jpeg-extensions';

const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const APP2 = 0xe2;

export interface JpegLayout {
  /** After the primary image's end marker. */
  readonly end: number;
  /** Further images and a motion photo's video, as the primary image's metadata places them. */
  readonly accounted: readonly Range[];
}

/** Walks the markers of the primary image and follows what its metadata says of the rest. */
export function jpegLayout(bytes: Buffer): JpegLayout {
  const segments: { marker: number; start: number; end: number }[] = [];
  const end = jpegEnd(bytes, 0, (marker, start, segmentEnd) =>
    segments.push({ marker, start, end: segmentEnd }),
  );
  const accounted = segments.flatMap((segment) => {
    if (segment.marker === APP2) return furtherImages(bytes, segment.start, segment.end);
    if (segment.marker === APP1) return motionPhoto(bytes, bytes.subarray(segment.start, segment.end), end);
    return [];
  });
  const jpegEndAt = (start: number): number => jpegEnd(bytes, start);
  return {
    end,
    accounted: [
      ...accounted.flatMap((range) => measured(bytes, range, jpegEndAt)),
      ...samsungTrailer(bytes, end),
    ],
  };
}

/** What metadata points at is believed as far as it is a whole JPEG or a video. */
function measured(bytes: Buffer, range: Range, jpegEndAt: (start: number) => number): Range[] {
  if (range.start < 0 || range.start + 8 > bytes.length) return [];
  if (bytes.readUInt16BE(range.start) === 0xffd8)
    return [{ start: range.start, end: jpegEndAt(range.start) }];
  const isVideo = bytes.toString('latin1', range.start + 4, range.start + 8) === 'ftyp';
  return isVideo ? [{ start: range.start, end: Math.min(range.end, bytes.length) }] : [];
}

/** Where the JPEG that begins at `start` ends; tells of its segments on the way. */
function jpegEnd(
  bytes: Buffer,
  start: number,
  onSegment: (marker: number, start: number, end: number) => void = () => undefined,
): number {
  let position = start + 2;
  for (;;) {
    const { marker, at } = nextMarker(bytes, position);
    if (marker === EOI) return at + 2;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      position = at + 2;
      continue;
    }
    if (at + 4 > bytes.length) throw cutOff();
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw cutOff();
    onSegment(marker, at + 4, end);
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

function cutOff(): Rejection {
  return new Rejection('FILE_CORRUPT', 'the JPEG is cut off');
}
