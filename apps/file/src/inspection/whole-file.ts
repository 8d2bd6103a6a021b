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
const PHAR_STUB = Buffer.from('__HALT_COMPILER();', 'latin1');
const PDF_SIGNATURE = Buffer.from('%PDF-', 'latin1');
/** What makes a browser or an interpreter read a picture as a page or a program. Too long to occur by chance. */
const MARKUP = ['<script', '<html', '<!doctype html', '<?php'];

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
    if (!PADDING.has(bytes[index]!)) throw mismatch('there are bytes after the end');
  }
}

/** Refuses a file that a reader of another format would open too. */
export function requireOneFormat(bytes: Buffer, contentType: ContentType): void {
  if (contentType !== 'application/pdf') requireOnlyAPicture(bytes);
  if (isZip(bytes)) throw mismatch('the file is a ZIP archive too');
  if (bytes.includes(PHAR_STUB)) throw mismatch('the file is a PHP archive too');
}

function requireOnlyAPicture(bytes: Buffer): void {
  for (let at = bytes.indexOf(PDF_SIGNATURE); at !== -1; at = bytes.indexOf(PDF_SIGNATURE, at + 1)) {
    if (/^[12]\.\d/.test(bytes.toString('latin1', at + 5, at + 8)))
      throw mismatch('a PDF begins inside the image');
  }
  const markup = MARKUP.find((word) => includesIgnoringCase(bytes, word));
  if (markup) throw mismatch(`the image holds ${markup}`);
}

/** `word` begins with a character that has no case. */
function includesIgnoringCase(bytes: Buffer, word: string): boolean {
  const start = word.charCodeAt(0);
  for (let at = bytes.indexOf(start); at !== -1; at = bytes.indexOf(start, at + 1)) {
    const first = bytes[at + 1]! | 0x20;
    if (first !== (word.charCodeAt(1) | 0x20)) continue;
    if (bytes.toString('latin1', at, at + word.length).toLowerCase() === word) return true;
  }
  return false;
}

/** Whether an archiver finds a central directory: an end record that fits the bytes before it. */
function isZip(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(ZIP_END); at !== -1; at = bytes.indexOf(ZIP_END, at + 1)) {
    if (at + ZIP_END_BYTES > bytes.length) return false;
    const [entriesHere, entries] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    const directoryBytes = bytes.readUInt32LE(at + 12);
    if (entriesHere > 0 && entriesHere === entries && directoryBytes <= at) return true;
  }
  return false;
}

function mismatch(message: string): Rejection {
  return new Rejection('FILE_CONTENT_MISMATCH', message);
}
