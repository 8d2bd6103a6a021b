import type { Metadata, Sharp } from 'sharp';
import { MAX_FRAMES, MAX_PIXELS_PER_FRAME } from '../limits';
import { Rejection } from '../rejection';
import { TiffReader } from './tiff-reader';

const OPTIONS = { failOn: 'error', limitInputPixels: false, sequentialRead: true } as const;

/** Decodes every pixel of every frame, within limits. */
export async function inspectImage(bytes: Buffer, format: 'jpeg' | 'png' | 'webp'): Promise<void> {
  const sharp = await loadSharp();
  const header = await decoding(() => sharp(bytes, OPTIONS).metadata());
  requireFormat(header, format);
  const frames = header.pages ?? 1;
  if (frames > MAX_FRAMES) throw new Rejection('FILE_BOMB', `${frames} frames`);
  requirePixels(header);
  await decoding(() => decodeAll(sharp(bytes, frames > 1 ? { ...OPTIONS, pages: -1 } : OPTIONS)));
}

/** Decodes a TIFF page by page, each as a TIFF of its own: finding the nth of many by counting takes too long. */
export async function inspectTiff(bytes: Buffer, pages: readonly number[]): Promise<void> {
  const sharp = await loadSharp();
  if (pages.length === 0) throw corrupt();
  const copy = Buffer.from(bytes);
  for (const page of pages) {
    TiffReader.showOnly(copy, page);
    const header = await decoding(() => sharp(copy, OPTIONS).metadata());
    requireFormat(header, 'tiff');
    requirePixels(header);
    await decoding(() => decodeAll(sharp(copy, OPTIONS)));
  }
}

function requireFormat(header: Metadata, format: string): void {
  if (header.format !== format)
    throw new Rejection('FILE_CONTENT_MISMATCH', `it decodes as ${header.format}`);
}

function requirePixels({ width, height, pageHeight }: Metadata): void {
  const pixels = width * (pageHeight ?? height);
  if (pixels > MAX_PIXELS_PER_FRAME) throw new Rejection('FILE_BOMB', `${pixels} pixels in a frame`);
}

/** Shrinking by averaging needs every pixel, but never all of them at once. */
async function decodeAll(image: Sharp): Promise<void> {
  await image.resize(4, 4, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer();
}

async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Rejection) throw error;
    throw corrupt();
  }
}

function corrupt(): Rejection {
  return new Rejection('FILE_CORRUPT', 'the image cannot be decoded to its end');
}

/** Loaded when it's needed: a process inspects one document, and each decoder is heavy. */
async function loadSharp(): Promise<typeof import('sharp')> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
