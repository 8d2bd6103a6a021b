import { MAX_FRAMES } from '../limits';
import { isOutOfRange } from '../out-of-range';
import { Rejection } from '../rejection';
import { TiffReader } from './tiff-reader';

const STRIP_OFFSETS = 273;
const STRIP_COUNTS = 279;
const TILE_OFFSETS = 324;
const TILE_COUNTS = 325;
const JPEG_OFFSET = 513;
const JPEG_BYTES = 514;
/** Fields that hold offsets of further directories: sub-images, EXIF, GPS, interoperability. */
const DIRECTORIES = [330, 34665, 34853, 40965];
const MAX_DIRECTORIES = 4 * MAX_FRAMES;

export interface TiffLayout {
  /** The highest byte that any directory, field value, strip or tile takes. */
  readonly end: number;
  /** Where the directory of each page lies, in order. */
  readonly pages: readonly number[];
}

/** Follows every directory of a TIFF or BigTIFF. */
export function tiffLayout(bytes: Buffer): TiffLayout {
  try {
    return new TiffWalk(bytes).layout();
  } catch (error) {
    if (isOutOfRange(error)) throw new Rejection('FILE_CORRUPT', 'a TIFF offset lies outside the file');
    throw error;
  }
}

class TiffWalk {
  private readonly reader: TiffReader;
  private readonly seen = new Set<number>();
  private furthest = 8;

  constructor(private readonly bytes: Buffer) {
    this.reader = new TiffReader(bytes);
  }

  layout(): TiffLayout {
    const pages: number[] = [];
    let at = this.reader.firstDirectory;
    while (at !== 0) {
      if (this.seen.has(at)) throw new Rejection('FILE_CORRUPT', 'the pages go in a circle');
      pages.push(at);
      if (pages.length > MAX_FRAMES) throw new Rejection('FILE_BOMB', 'too many pages');
      at = this.directory(at);
    }
    if (this.furthest > this.bytes.length) throw new Rejection('FILE_CORRUPT', 'the TIFF is cut off');
    return { end: this.furthest, pages };
  }

  /** Accounts for one directory and those below it; returns the offset of the one after it. */
  private directory(at: number): number {
    if (this.seen.has(at)) return 0;
    this.seen.add(at);
    if (this.seen.size > MAX_DIRECTORIES) throw new Rejection('FILE_BOMB', 'too many TIFF directories');
    const { fields, next, end, furthestValue } = this.reader.directory(at);
    this.reach(Math.max(end, furthestValue));
    this.reachData(fields.get(STRIP_OFFSETS), fields.get(STRIP_COUNTS));
    this.reachData(fields.get(TILE_OFFSETS), fields.get(TILE_COUNTS));
    this.reachData(fields.get(JPEG_OFFSET), fields.get(JPEG_BYTES));
    for (const tag of DIRECTORIES) {
      for (let below of fields.get(tag) ?? []) while (below !== 0) below = this.directory(below);
    }
    return next;
  }

  private reachData(offsets: readonly number[] = [], counts: readonly number[] = []): void {
    offsets.forEach((offset, index) => this.reach(offset + (counts[index] ?? 0)));
  }

  private reach(end: number): void {
    this.furthest = Math.max(this.furthest, end);
  }
}
