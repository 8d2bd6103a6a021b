import type { ContentType } from '../../src/domain/content-types';
import sharp from 'sharp';
import { crc32, deflateSync } from 'node:zlib';
import { image, type ImageFormat, pdf } from '../documents.spec';
import { AVIF } from '../heif-samples.spec';
import { type CorpusFile, type Expected, latin1 } from './corpus-file.spec';
import { heic } from './heic-samples.spec';
import { EICAR } from './hostile-pdfs.spec';

const ZIP = latin1('PK\x03\x04\x14\0\0\0\0\0and so on PK\x05\x06\0\0\0\0\x01\0\x01\0\x0a\0\0\0\0\0\0\0\0\0');

type Source = readonly [ContentType, () => Buffer | Promise<Buffer>];
const SOURCES: readonly Source[] = [
  ...(['jpeg', 'png', 'webp', 'tiff'] as const).map((format): Source => [
    `image/${format}`,
    () => image(format),
  ]),
  ['image/heic', () => heic('plain')],
];

const file = (
  contentType: ContentType,
  name: string,
  expected: Expected,
  make: CorpusFile['make'],
  more: Partial<CorpusFile> = {},
): CorpusFile => ({ name, producer: 'sharp, by hand', contentType, expected, make, ...more });

const cut = (bytes: Buffer, part: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * part));

/** What every format must not have. */
const common = SOURCES.flatMap(([contentType, make]) => [
  ...[0.4, 0.8, 0.97].map((part) =>
    file(contentType, `cut off at ${part * 100} %`, 'FILE_CORRUPT', async () => cut(await make(), part)),
  ),
  file(contentType, 'a program after it', 'FILE_CONTENT_MISMATCH', async () =>
    Buffer.concat([await make(), latin1('MZ\x90\0and so on')]),
  ),
  file(contentType, 'a ZIP archive after it', 'FILE_CONTENT_MISMATCH', async () =>
    Buffer.concat([await make(), ZIP]),
  ),
  file(contentType, 'a PDF after it', 'FILE_CONTENT_MISMATCH', async () =>
    Buffer.concat([await make(), pdf()]),
  ),
  file(contentType, 'a page after it', 'FILE_CONTENT_MISMATCH', async () =>
    Buffer.concat([await make(), latin1('<html><script>alert(1)</script></html>')]),
  ),
  file(contentType, 'words after padding', 'FILE_CONTENT_MISMATCH', async () =>
    Buffer.concat([await make(), Buffer.alloc(4_096), latin1('hidden')]),
  ),
]);

const blank = (width: number, height: number, format: ImageFormat): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#fff' }, limitInputPixels: false })
    .toFormat(format, format === 'tiff' ? { compression: 'deflate' } : {})
    .toBuffer();

/** A PNG chunk. */
function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([latin1(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)]);
}

/** Puts chunks behind the header of a PNG. */
async function pngWith(...chunks: Buffer[]): Promise<Buffer> {
  const png = await image('png');
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

async function jpegWith(marker: number, data: Buffer): Promise<Buffer> {
  const jpeg = await image('jpeg');
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

async function frames(count: number): Promise<Buffer> {
  const [width, height] = [8, 8];
  const pixels = Buffer.from(
    Array.from({ length: width * height * count * 3 }, (_, at) => (at * 7919) % 251),
  );
  return sharp(pixels, { raw: { width, height: height * count, channels: 3, pageHeight: height } })
    .webp({ loop: 0, delay: Array.from({ length: count }, () => 20), lossless: true })
    .toBuffer();
}

/** A TIFF of one-pixel pages. */
export function tiffOfPages(count: number): Buffer {
  const page = (at: number, next: number): Buffer => {
    const bytes = Buffer.alloc(2 + 8 * 12 + 4 + 2);
    const fields = [
      [256, 3, 1],
      [257, 3, 1],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, at + 102],
      [278, 3, 1],
      [279, 4, 1],
    ] as const;
    bytes.writeUInt16LE(fields.length, 0);
    fields.forEach(([tag, type, value], index) => {
      const entry = 2 + index * 12;
      bytes.writeUInt16LE(tag, entry);
      bytes.writeUInt16LE(type, entry + 2);
      bytes.writeUInt32LE(1, entry + 4);
      bytes.writeUInt32LE(value, entry + 8);
    });
    bytes.writeUInt32LE(next, 98);
    return bytes;
  };
  const size = 104;
  const pages = Array.from({ length: count }, (_, index) => {
    const at = 8 + index * size;
    return page(at, index === count - 1 ? 0 : at + size);
  });
  return Buffer.concat([latin1('II*\0\x08\0\0\0'), ...pages]);
}

const mismatch = 'FILE_CONTENT_MISMATCH';
const PHP = '<?php system($_GET["c"]); ?>';

const jpegs = [
  file('image/jpeg', 'a page in a comment', mismatch, () =>
    jpegWith(0xfe, latin1('<html><script>alert(1)</script>')),
  ),
  file('image/jpeg', 'PHP in a comment', mismatch, () => jpegWith(0xfe, latin1(PHP))),
  file('image/jpeg', 'a PDF in a comment', mismatch, () => jpegWith(0xfe, pdf())),
  file('image/jpeg', 'a ZIP archive in a comment', mismatch, () => jpegWith(0xfe, ZIP)),
  file('image/jpeg', 'a PHP archive in a comment', mismatch, () =>
    jpegWith(0xfe, latin1('<?php __HALT_COMPILER(); ?>')),
  ),
  file('image/jpeg', 'a header of 65,000 × 65,000', 'FILE_BOMB', async () => resized(await image('jpeg'))),
  file('image/jpeg', '144 megapixels', 'FILE_BOMB', () => blank(12_000, 12_000, 'jpeg')),
  file('image/jpeg', 'EICAR in a comment', 'MALWARE_DETECTED', () => jpegWith(0xfe, latin1(EICAR)), {
    scanner: true,
  }),
  file(
    'image/jpeg',
    'EICAR in an EXIF segment',
    'MALWARE_DETECTED',
    () => jpegWith(0xe1, latin1(`Exif\0\0${EICAR}`)),
    { scanner: true },
  ),
];

function resized(jpeg: Buffer): Buffer {
  const bytes = Buffer.from(jpeg);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(65_000, frame + 5);
  bytes.writeUInt16BE(65_000, frame + 7);
  return bytes;
}

function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = latin1('\x89PNG\r\n\x1a\n');
  const data = chunk('IDAT', deflateSync(Buffer.alloc(1_000)));
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]);
}

const pngs = [
  file('image/png', 'a page in a text chunk', mismatch, () =>
    pngWith(chunk('tEXt', latin1('Comment\0<HTML><body>x</body>'))),
  ),
  file('image/png', 'PHP in a text chunk', mismatch, () => pngWith(chunk('tEXt', latin1(`Comment\0${PHP}`)))),
  file('image/png', 'a PDF in a private chunk', mismatch, () => pngWith(chunk('prVt', pdf()))),
  file('image/png', 'a ZIP archive in a private chunk', mismatch, () => pngWith(chunk('prVt', ZIP))),
  file('image/png', 'a header of 60,000 × 60,000', 'FILE_BOMB', () => pngHeader(60_000, 60_000)),
  file('image/png', '144 megapixels of white', 'FILE_BOMB', () => blank(12_000, 12_000, 'png')),
  file('image/png', 'pixels that are missing', 'FILE_CORRUPT', () => pngHeader(200, 200)),
  file('image/png', '1,001 frames', 'FILE_BOMB', () =>
    pngWith(...Array.from({ length: 1_001 }, () => chunk('fcTL', Buffer.alloc(26)))),
  ),
  file(
    'image/png',
    'EICAR in a text chunk',
    'MALWARE_DETECTED',
    () => pngWith(chunk('tEXt', latin1(`Comment\0${EICAR}`))),
    { scanner: true },
  ),
];

const others = [
  file('image/webp', '1,001 frames', 'FILE_BOMB', () => frames(1_001)),
  file('image/webp', 'a canvas of 144 megapixels', 'FILE_BOMB', () => blank(12_000, 12_000, 'webp')),
  file('image/tiff', '1,001 pages', 'FILE_BOMB', () => tiffOfPages(1_001)),
  file('image/tiff', '144 megapixels of white', 'FILE_BOMB', () => blank(12_000, 12_000, 'tiff')),
  file('image/tiff', 'pages in a circle', 'FILE_CORRUPT', () => circular(), { orElse: ['FILE_BOMB'] }),
  file('image/tiff', 'a strip outside the file', 'FILE_CORRUPT', () => astray()),
  file('image/heic', 'AV1 in its container', mismatch, () => AVIF),
  file('image/heic', 'a size of 60,000 × 60,000', 'FILE_CORRUPT', () => hugeHeic(), {
    orElse: ['FILE_BOMB'],
  }),
  file('image/heic', 'a broken picture', 'FILE_CORRUPT', () => brokenHeic()),
];

function circular(): Buffer {
  const bytes = tiffOfPages(2);
  bytes.writeUInt32LE(8, 8 + 104 + 98);
  return bytes;
}

function astray(): Buffer {
  const bytes = tiffOfPages(1);
  bytes.writeUInt32LE(50_000, 8 + 2 + 5 * 12 + 8);
  return bytes;
}

function hugeHeic(): Buffer {
  const bytes = Buffer.from(heic('plain'));
  for (let at = bytes.indexOf('ispe'); at !== -1; at = bytes.indexOf('ispe', at + 4)) {
    bytes.writeUInt32BE(60_000, at + 8);
    bytes.writeUInt32BE(60_000, at + 12);
  }
  return bytes;
}

/** The pixels' data overwritten. */
function brokenHeic(): Buffer {
  const bytes = Buffer.from(heic('several'));
  const data = bytes.indexOf('mdat') + 4;
  return bytes.fill(0xa5, data);
}

/** What is another format from its first bytes on. */
const STRANGERS: readonly [string, Buffer][] = [
  ['a GIF', latin1('GIF89a\x01\0\x01\0\0\0\0;')],
  ['a program', latin1('MZ\x90\0\x03\0\0\0')],
  ['a page', latin1('<!doctype html><script>alert(1)</script>')],
  ['a vector picture', latin1('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['an archive', ZIP],
  ['words', latin1('hello')],
  ['a PDF after a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), pdf()])],
  ['a PDF after an ID3 tag', Buffer.concat([latin1('ID3\x03\0\0\0\0\0\0'), pdf()])],
];
const TYPES: readonly ContentType[] = ['application/pdf', ...SOURCES.map(([type]) => type)];
const disguised = [
  ...STRANGERS.map(([name, bytes], index) => file(TYPES[index % TYPES.length]!, name, mismatch, () => bytes)),
  file('application/pdf', 'a PDF after a tag', mismatch, () => STRANGERS.at(-1)![1]),
  ...SOURCES.map(([type, make], index) => file(TYPES[index]!, `${type} instead`, mismatch, make)),
];

export const HOSTILE_IMAGES: readonly CorpusFile[] = [...common, ...jpegs, ...pngs, ...others, ...disguised];
