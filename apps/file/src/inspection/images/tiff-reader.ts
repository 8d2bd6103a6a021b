/** Bytes of one value, by field type; 16 to 18 are BigTIFF's. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const BIG_VERSION = 43;

export interface TiffDirectory {
  /** Of fields with whole numbers of 2, 4 or 8 bytes. */
  readonly fields: ReadonlyMap<number, readonly number[]>;
  /** Offset of the directory after it; 0 when it's the last. */
  readonly next: number;
  /** Where the directory itself ends, and the last of its values. */
  readonly end: number;
  readonly furthestValue: number;
}

/** Reads the directories of a TIFF or BigTIFF; beyond the end of the bytes it throws as Buffer does. */
export class TiffReader {
  private readonly little: boolean;
  private readonly big: boolean;

  constructor(private readonly bytes: Buffer) {
    this.little = bytes[0] === 0x49;
    this.big = this.u16(2) === BIG_VERSION;
  }

  get firstDirectory(): number {
    return this.offset(this.firstDirectoryAt);
  }

  directory(at: number): TiffDirectory {
    const count = this.big ? this.u64(at) : this.u16(at);
    const entryBytes = this.big ? 20 : 12;
    const first = at + (this.big ? 8 : 2);
    const nextAt = first + count * entryBytes;
    // Read first: a directory that doesn't fit has no fields worth reading.
    const next = this.offset(nextAt);
    const fields = new Map<number, readonly number[]>();
    let furthestValue = 0;
    for (let index = 0; index < count; index += 1) {
      const entry = first + index * entryBytes;
      const { values, end } = this.values(entry);
      fields.set(this.u16(entry), values);
      furthestValue = Math.max(furthestValue, end);
    }
    return { fields, next, end: nextAt + this.offsetBytes, furthestValue };
  }

  /** Makes the page whose directory is at `at` the only one. */
  static showOnly(bytes: Buffer, at: number): void {
    const reader = new TiffReader(bytes);
    reader.writeOffset(reader.firstDirectoryAt, at);
    reader.writeOffset(reader.directory(at).end - reader.offsetBytes, 0);
  }

  private values(entry: number): { values: number[]; end: number } {
    const size = TYPE_BYTES[this.u16(entry + 2)] ?? 1;
    const count = this.big ? this.u64(entry + 4) : this.u32(entry + 4);
    const valueAt = entry + (this.big ? 12 : 8);
    const start = size * count <= this.offsetBytes ? valueAt : this.offset(valueAt);
    const end = start + size * count;
    if (end > this.bytes.length || ![2, 4, 8].includes(size)) return { values: [], end };
    return {
      values: Array.from({ length: count }, (_, index) => this.number(start + index * size, size)),
      end,
    };
  }

  private get firstDirectoryAt(): number {
    return this.big ? 8 : 4;
  }

  private get offsetBytes(): number {
    return this.big ? 8 : 4;
  }

  private offset(at: number): number {
    return this.big ? this.u64(at) : this.u32(at);
  }

  private writeOffset(at: number, value: number): void {
    if (this.big && this.little) this.bytes.writeBigUInt64LE(BigInt(value), at);
    else if (this.big) this.bytes.writeBigUInt64BE(BigInt(value), at);
    else if (this.little) this.bytes.writeUInt32LE(value, at);
    else this.bytes.writeUInt32BE(value, at);
  }

  private number(at: number, size: number): number {
    if (size === 2) return this.u16(at);
    return size === 4 ? this.u32(at) : this.u64(at);
  }

  private u16(at: number): number {
    return this.little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  private u32(at: number): number {
    return this.little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  private u64(at: number): number {
    return Number(this.little ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));
  }
}
