/** Content types that are accepted, in the one spelling that answers and events use. */
export const CONTENT_TYPES = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/tiff',
] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

const SPELLINGS: Readonly<Record<string, ContentType>> = {
  ...Object.fromEntries(CONTENT_TYPES.map((type) => [type, type])),
  'image/jpg': 'image/jpeg',
  'image/heif': 'image/heic',
};

const EXTENSIONS: Readonly<Record<ContentType, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/tiff': 'tif',
};

/** The accepted type that a Content-Type header declares, or undefined; parameters don't matter. */
export function acceptedContentType(declared: string): ContentType | undefined {
  const essence = declared.split(';', 1)[0]!.trim().toLowerCase();
  return Object.hasOwn(SPELLINGS, essence) ? SPELLINGS[essence] : undefined;
}

/** File name extension, without the dot. */
export function extensionOf(type: ContentType): string {
  return EXTENSIONS[type];
}
