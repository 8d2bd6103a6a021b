import { fileTypeFromBuffer } from 'file-type';
import { acceptedContentType, type ContentType } from '../domain/content-types';
import { recogniseHead, HEAD_BYTES } from '../ingest/recognise';
import type { Inspection } from '../ports/structure-inspector';
import { inspectImage, inspectTiff } from './images/image';
import { jpegLayout } from './images/jpeg-layout';
import { pngEnd, webpEnd } from './images/chunked-layout';
import { inspectHeic } from './images/heic';
import { heicEnd, requireHevc } from './images/heic-layout';
import { tiffLayout } from './images/tiff-layout';
import { inspectPdf } from './pdf/inspect-pdf';
import { Rejection } from './rejection';
import { requireNothingAfter, requireOneFormat } from './whole-file';

/** Documents that carry documents are followed this deep. */
const MAX_DEPTH = 3;

/** Decodes a whole document and looks for what must not be in it. Runs in a process of its own. */
export async function inspect(bytes: Buffer, contentType: ContentType, depth = 0): Promise<Inspection> {
  try {
    await requireType(bytes, contentType);
    requireOneFormat(bytes, contentType);
    await requireSound(bytes, contentType, depth);
    return { clean: true };
  } catch (error) {
    if (error instanceof Rejection) return { clean: false, reason: error.reason, cause: error.message };
    throw error;
  }
}

async function requireType(bytes: Buffer, contentType: ContentType): Promise<void> {
  if ((await recogniseHead(bytes.subarray(0, HEAD_BYTES))) !== contentType) {
    throw new Rejection('FILE_CONTENT_MISMATCH', 'the first bytes are of another type');
  }
  // The whole file tells what its head couldn't: camera raw formats are TIFF at first sight.
  const found = await fileTypeFromBuffer(bytes);
  const isOther = found && acceptedContentType(found.mime) === undefined;
  if (isOther && contentType === 'image/tiff')
    throw new Rejection('FILE_CONTENT_MISMATCH', `it is ${found.mime}`);
}

async function requireSound(bytes: Buffer, contentType: ContentType, depth: number): Promise<void> {
  if (contentType === 'application/pdf') {
    if (depth >= MAX_DEPTH) throw new Rejection('FILE_BOMB', 'documents are nested too deep');
    await inspectPdf(bytes, (attachment, type) => inspect(attachment, type, depth + 1));
    return;
  }
  await requireSoundImage(bytes, contentType);
}

async function requireSoundImage(
  bytes: Buffer,
  contentType: Exclude<ContentType, 'application/pdf'>,
): Promise<void> {
  switch (contentType) {
    case 'image/jpeg': {
      const { end, accounted } = jpegLayout(bytes);
      requireNothingAfter(bytes, end, accounted);
      return inspectImage(bytes, 'jpeg');
    }
    case 'image/png':
      requireNothingAfter(bytes, pngEnd(bytes));
      return inspectImage(bytes, 'png');
    case 'image/webp':
      requireNothingAfter(bytes, webpEnd(bytes));
      return inspectImage(bytes, 'webp');
    case 'image/tiff': {
      const { end, pages } = tiffLayout(bytes);
      requireNothingAfter(bytes, end);
      return inspectTiff(bytes, pages);
    }
    case 'image/heic':
      requireHevc(bytes);
      requireNothingAfter(bytes, heicEnd(bytes));
      return inspectHeic(bytes);
  }
}
