import type { ContentType } from '../domain/content-types';
import { Rejection } from './rejection';

/** Bytes `start` (inclusive) to `end` (exclusive). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** NUL, 0xFF and white space. */
const PADDING = new Set([0x00, 0xff, 0x09, 0x0a, 0x0d, 0x20]);
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');
const ZIP_END_BYTES = 22;
const ZIP_MAX_COMMENT = 0xffff;
const PDF_SIGNATURE = Buffer.from('%PDF-', 'latin1');
/** PDF readers look for the signature this far into a file. */
const PDF_SEARCHED_BYTES = 1_024;
const PHAR_STUB = Buffer.from('__HALT_COMPILER();', 'latin1');

/** Beyond `end` there may be padding, and what the file's own metadata accounts for. */
export function requireNothingAfter(bytes: Buffer, end: number, accounted: readonly Range[] = []): void {
  let position = end;
  for (const range of [...accounted].sort((a, b) => a.start - b.start)) {
    if (range.end <= position) continue;
    requirePadding(bytes, position, Math.min(range.start, bytes.length));
    position = Math.max(position, range.end);
  }
  requirePadding(bytes, position, bytes.length);
}

function requirePadding(bytes: Buffer, start: number, end: number): void {
  for (let index = start; index < end; index += 1) {
    if (!PADDING.has(bytes[index]!))
      throw new Rejection('FILE_CONTENT_MISMATCH', 'there are bytes after the end');
  }
}

/** Refuses a file that a reader of another format would open too. */
export function requireOneFormat(bytes: Buffer, contentType: ContentType): void {
  const isImage = contentType !== 'application/pdf';
  if (isImage && bytes.subarray(0, PDF_SEARCHED_BYTES + PDF_SIGNATURE.length).includes(PDF_SIGNATURE)) {
    throw new Rejection('FILE_CONTENT_MISMATCH', 'a PDF begins inside the image');
  }
  if (isZip(bytes)) throw new Rejection('FILE_CONTENT_MISMATCH', 'the file is a ZIP archive too');
  if (bytes.includes(PHAR_STUB))
    throw new Rejection('FILE_CONTENT_MISMATCH', 'the file is a PHP archive too');
}

/** Whether an archiver finds a central directory: its end record's comment reaches about to the end of the file. */
function isZip(bytes: Buffer): boolean {
  const searched = Math.max(0, bytes.length - ZIP_END_BYTES - ZIP_MAX_COMMENT - PDF_SEARCHED_BYTES);
  for (let at = bytes.indexOf(ZIP_END, searched); at !== -1; at = bytes.indexOf(ZIP_END, at + 1)) {
    if (at + ZIP_END_BYTES > bytes.length) return false;
    const directoryBytes = bytes.readUInt32LE(at + 12);
    if (directoryBytes <= at && bytes.readUInt16LE(at + 8) > 0) return true;
  }
  return false;
}
