import type { HeifImage } from 'libheif-js/wasm-bundle.js';
import { MAX_FRAMES, MAX_PIXELS_PER_FRAME } from '../limits';
import { Rejection } from '../rejection';

/** Decodes every image of a HEIC file. */
export async function inspectHeic(bytes: Buffer): Promise<void> {
  // Loaded when it's needed: a process inspects one document, and each decoder is heavy.
  const { HeifDecoder } = await import('libheif-js/wasm-bundle.js');
  const images = new HeifDecoder().decode(bytes);
  if (images.length === 0) throw corrupt();
  if (images.length > MAX_FRAMES) throw new Rejection('FILE_BOMB', `${images.length} images`);
  for (const image of images) {
    await decode(image);
    image.free();
  }
}

async function decode(image: HeifImage): Promise<void> {
  const [width, height] = [image.get_width(), image.get_height()];
  if (width * height > MAX_PIXELS_PER_FRAME) throw new Rejection('FILE_BOMB', `${width * height} pixels`);
  const data = new Uint8ClampedArray(width * height * 4);
  const shown = await new Promise((resolve) => image.display({ data, width, height }, resolve));
  if (!shown) throw corrupt();
}

function corrupt(): Rejection {
  return new Rejection('FILE_CORRUPT', 'the image cannot be decoded to its end');
}
