import type { ContentType } from '../domain/content-types';

/** What decodes a document, by the library that is heavy to load. */
export type Decoder = 'qpdf' | 'sharp' | 'libheif';

export function decoderOf(contentType: ContentType): Decoder {
  switch (contentType) {
    case 'application/pdf':
      return 'qpdf';
    case 'image/heic':
      return 'libheif';
    default:
      return 'sharp';
  }
}
