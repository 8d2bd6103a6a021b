import { MAX_FRAMES } from '../limits';
import { isOutOfRange } from '../out-of-range';
import { Rejection } from '../rejection';

/** Bytes of one value, by field type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const IFD_ENTRY_BYTES = 12;
const STRIP_OFFSETS = 273;
const STRIP_COUNTS = 279;
const TILE_OFFSETS = 324;
const TILE_COUNTS = 325;
const JPEG_OFFSET = 513;
const JPEG_BYTES = 514;
/** Fields that hold offsets of further directories: sub-images, EXIF, GPS, interoperability. */
const DIRECTORIES = new Set([330, 34665, 34853, 40965]);
const MAX_DIRECTORIES = 4 * MAX_FRAMES;

interface Field {
  readonly tag: number;
  readonly values: readonly number[];
}

/** The highest byte that any directory, field value, strip or tile of a TIFF takes. */
export function tiffEnd(bytes: Buffer): number {
  try {
    return new TiffWalk(bytes).end();
  } catch (error) {
    if (isOutOfRange(error)) throw new Rejection('FILE_CORRUPT', 'a TIFF offset lies outside the file');
    throw error;
  }
}

class TiffWalk {
  private readonly little: boolean;
  private readonly seen = new Set<number>();
  private furthest = 8;

  constructor(private readonly bytes: Buffer) {
    this.little = bytes[0] === 0x49;
  }

  end(): number {
    const waiting = [this.u32(4)];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at === 0 || this.seen.has(at)) continue;
      this.seen.add(at);
      if (this.seen.size > MAX_DIRECTORIES) throw new Rejection('FILE_BOMB', 'too many TIFF directories');
      waiting.push(...this.directory(at));
    }
    if (this.furthest > this.bytes.length) throw new Rejection('FILE_CORRUPT', 'the TIFF is cut off');
    return this.furthest;
  }

  /** Accounts for one directory; returns the offsets of those it leads to. */
  private directory(at: number): number[] {
    const count = this.u16(at);
    const fields = new Map<number, readonly number[]>();
    for (let index = 0; index < count; index += 1) {
      const { tag, values } = this.field(at + 2 + index * IFD_ENTRY_BYTES);
      fields.set(tag, values);
    }
    const next = at + 2 + count * IFD_ENTRY_BYTES;
    this.reach(next + 4);
    this.reachData(fields.get(STRIP_OFFSETS), fields.get(STRIP_COUNTS));
    this.reachData(fields.get(TILE_OFFSETS), fields.get(TILE_COUNTS));
    this.reachData(fields.get(JPEG_OFFSET), fields.get(JPEG_BYTES));
    const further = [...DIRECTORIES].flatMap((tag) => fields.get(tag) ?? []);
    return [this.u32(next), ...further];
  }

  private field(at: number): Field {
    const tag = this.u16(at);
    const size = TYPE_BYTES[this.u16(at + 2)] ?? 1;
    const count = this.u32(at + 4);
    const isInline = size * count <= 4;
    const start = isInline ? at + 8 : this.u32(at + 8);
    this.reach(start + size * count);
    if (start + size * count > this.bytes.length || (size !== 2 && size !== 4)) return { tag, values: [] };
    const values = Array.from({ length: count }, (_, index) =>
      size === 2 ? this.u16(start + index * 2) : this.u32(start + index * 4),
    );
    return { tag, values };
  }

  private reachData(offsets: readonly number[] = [], counts: readonly number[] = []): void {
    offsets.forEach((offset, index) => this.reach(offset + (counts[index] ?? 0)));
  }

  private reach(end: number): void {
    this.furthest = Math.max(this.furthest, end);
  }

  private u16(at: number): number {
    return this.little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  private u32(at: number): number {
    return this.little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }
}
