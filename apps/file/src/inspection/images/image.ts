import type { Metadata, Sharp } from 'sharp';
import { MAX_FRAMES, MAX_PIXELS_PER_FRAME } from '../limits';
import { Rejection } from '../rejection';

const OPTIONS = { failOn: 'error', limitInputPixels: false, sequentialRead: true } as const;

/** Decodes every pixel of every frame, within limits. */
export async function inspectImage(bytes: Buffer, format: 'jpeg' | 'png' | 'webp' | 'tiff'): Promise<void> {
  const sharp = await loadSharp();
  const header = await decoding(() => sharp(bytes, OPTIONS).metadata());
  if (header.format !== format)
    throw new Rejection('FILE_CONTENT_MISMATCH', `it decodes as ${header.format}`);
  const frames = header.pages ?? 1;
  if (frames > MAX_FRAMES) throw new Rejection('FILE_BOMB', `${frames} frames`);
  requirePixels(header);
  if (format === 'webp' && frames > 1) {
    await decoding(() => decodeAll(sharp(bytes, { ...OPTIONS, pages: -1 })));
    return;
  }
  for (let page = 0; page < frames; page += 1) {
    const frame = sharp(bytes, { ...OPTIONS, page });
    if (page > 0) requirePixels(await decoding(() => frame.metadata()));
    await decoding(() => decodeAll(frame));
  }
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
    throw new Rejection('FILE_CORRUPT', 'the image cannot be decoded to its end');
  }
}

/** Loaded when it's needed: a process inspects one document, and each decoder is heavy. */
async function loadSharp(): Promise<typeof import('sharp')> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
