/** Beyond these a document is a FILE_BOMB. */
export const MAX_PIXELS_PER_FRAME = 120_000_000;
export const MAX_FRAMES = 1_000;
export const MAX_INFLATED_BYTES = 256 * 1024 * 1024;
