import { fileTypeFromBuffer } from 'file-type';
import { acceptedContentType, type ContentType } from '../domain/content-types';

/** Bytes of a file's beginning that recognition looks at. */
export const HEAD_BYTES = 4_100;

/** Formats that file-type tells apart from their container, but that viewers open as the container. */
const CONTAINERS: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'video/mp4': 'image/heic',
};

/**
 * The accepted type that a file's first bytes are, or undefined. The very first ones must be its signature; file-type
 * tells what such bytes are in particular (camera raw formats are TIFF, AVIF is HEIF).
 * A head may be too short for file-type (a directory at the end of a TIFF, a long profile in a PNG): then the
 * signature alone decides, and the scan, which sees the whole file, has the last word.
 */
export async function recogniseHead(head: Uint8Array): Promise<ContentType | undefined> {
  const signed = SIGNATURES.find(({ pattern }) => pattern.test(latin1(head)))?.type;
  if (!signed) return undefined;
  const found = await fileTypeFromBuffer(head);
  if (!found) return signed;
  return acceptedContentType(CONTAINERS[found.mime] ?? found.mime) === signed ? signed : undefined;
}

const SIGNATURES: readonly { type: ContentType; pattern: RegExp }[] = [
  { type: 'application/pdf', pattern: /^%PDF-/ },
  { type: 'image/jpeg', pattern: /^\xff\xd8\xff/ },
  { type: 'image/png', pattern: /^\x89PNG\r\n\x1a\n/ },
  { type: 'image/webp', pattern: /^RIFF[^]{4}WEBP/ },
  { type: 'image/heic', pattern: /^[^]{4}ftyp(?:heic|heix|heim|heis|mif1)/ },
  { type: 'image/tiff', pattern: /^(?:II[*+]\0|MM\0[*+])/ },
];

function latin1(head: Uint8Array): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 32)).toString('latin1');
}
