const CLEAR = 256;
const END = 257;
const MAX_CODES = 4_096;

/** So many zeros in PDF's LZW: each code is one zero longer than the one before. */
export function lzwOfZeros(bytes: number): Buffer {
  const writer = new CodeWriter();
  let table = 258;
  const write = (code: number): void => writer.write(code, Math.min(12, 32 - Math.clz32(table + 1)));
  for (let left = bytes; left > 0;) {
    write(CLEAR);
    table = 258;
    for (let length = 1; left > 0 && table < MAX_CODES - 1; length += 1) {
      write(length === 1 ? 0 : 256 + length);
      if (length > 1) table += 1;
      left -= length;
    }
  }
  write(END);
  return writer.finish();
}

class CodeWriter {
  private readonly bytes: number[] = [];
  private bits = 0;
  private count = 0;

  write(code: number, width: number): void {
    this.bits = (this.bits << width) | code;
    this.count += width;
    for (; this.count >= 8; this.count -= 8) this.bytes.push((this.bits >> (this.count - 8)) & 0xff);
    this.bits &= (1 << this.count) - 1;
  }

  finish(): Buffer {
    return Buffer.from(this.bytes.concat((this.bits << (8 - this.count)) & 0xff));
  }
}
