import jpegJs from 'jpeg-js';
import { PNG } from 'pngjs';
import sharp, { type Sharp } from 'sharp';
import UTIF from 'utif2';
import type { ContentType } from '../../src/domain/content-types';
import { type CorpusFile, latin1 } from './corpus-file.spec';
import { heic, HEIC_SAMPLES, type HeicSample } from './heic-samples.spec';
import { tiffOfPages } from './hostile-images.spec';

type Make = () => Buffer | Promise<Buffer>;

const from = (producer: string, contentType: ContentType, files: [string, Make][]): CorpusFile[] =>
  files.map(([name, make]) => ({ name, producer, contentType, expected: 'AVAILABLE', make }));

/** A picture with some texture. */
function picture(width = 160, height = 120, channels: 3 | 4 = 3): Sharp {
  const pixels = Buffer.alloc(width * height * channels);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 31 + (at >> 7)) % 251;
  return sharp(pixels, { raw: { width, height, channels } });
}

const SIZES: [number, number][] = [
  [1, 1],
  [1, 3_000],
  [3_000, 1],
  [17, 33],
  [1_024, 768],
  [4_000, 3_000],
];
const sized = (make: (source: Sharp) => Sharp): [string, Make][] =>
  SIZES.map(([width, height]) => [`${width} × ${height}`, () => make(picture(width, height)).toBuffer()]);

const jpegs: [string, Make][] = [
  ...sized((source) => source.jpeg()),
  ...[1, 50, 90, 100].flatMap((quality) =>
    [false, true].flatMap((progressive) =>
      ['4:2:0', '4:4:4'].map((chromaSubsampling): [string, Make] => [
        `quality ${quality}, ${progressive ? 'progressive' : 'baseline'}, ${chromaSubsampling}`,
        () => picture().jpeg({ quality, progressive, chromaSubsampling }).toBuffer(),
      ]),
    ),
  ),
  ['mozjpeg', () => picture().jpeg({ mozjpeg: true }).toBuffer()],
  ['grey', () => picture().greyscale().jpeg().toBuffer()],
  ['CMYK', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
  ['with a profile', () => picture().withIccProfile('p3').jpeg().toBuffer()],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation): [string, Make] => [
    `EXIF orientation ${orientation}`,
    () => picture().withMetadata({ orientation }).jpeg().toBuffer(),
  ]),
  [
    'with EXIF',
    () =>
      picture()
        .withExif({ IFD0: { Make: 'Maker', Copyright: 'me' } })
        .jpeg()
        .toBuffer(),
  ],
  ['with XMP', () => picture().withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').jpeg().toBuffer()],
  [
    'padded',
    async () =>
      Buffer.concat([await picture().jpeg().toBuffer(), Buffer.alloc(1_000), Buffer.alloc(9, 0xff)]),
  ],
  ['several pictures (MPF)', () => multiPicture()],
  [
    'a motion photo',
    () => motionPhoto((video) => `GCamera:MicroVideo="1" GCamera:MicroVideoOffset="${video}"`),
  ],
  [
    'a motion photo in a container',
    () => motionPhoto((video) => `Item:Mime="video/mp4" Item:Semantic="MotionPhoto" Item:Length="${video}"`),
  ],
  ["a camera's trailer", () => withTrailer()],
];

/** Puts segments behind the start of a JPEG. */
function withSegment(jpeg: Buffer, marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

async function multiPicture(): Promise<Buffer> {
  const [first, second] = [await picture().jpeg().toBuffer(), await picture(40, 30).jpeg().toBuffer()];
  const index = Buffer.alloc(82);
  index.write('MPF\0II*\0', 'latin1');
  index.writeUInt32LE(8, 8);
  index.writeUInt16LE(1, 12);
  index.writeUInt16LE(0xb002, 14);
  index.writeUInt16LE(7, 16);
  index.writeUInt32LE(32, 18);
  index.writeUInt32LE(50, 22);
  const primary = first.length + index.length + 4;
  index.writeUInt32LE(primary, 58);
  index.writeUInt32LE(second.length, 74);
  index.writeUInt32LE(primary - 10, 78);
  return Buffer.concat([withSegment(first, 0xe2, index), second]);
}

async function motionPhoto(attributes: (video: number) => string): Promise<Buffer> {
  const video = Buffer.concat([latin1('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'), Buffer.alloc(500, 3)]);
  const xmp = `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:Description ${attributes(video.length)}/></x:xmpmeta>`;
  return Buffer.concat([withSegment(await picture().jpeg().toBuffer(), 0xe1, latin1(xmp)), video]);
}

/** What Samsung's cameras write after a picture: a record and the directory that lists it. */
async function withTrailer(): Promise<Buffer> {
  const name = 'Image_UTC_Data';
  const record = Buffer.concat([
    Buffer.from([0, 0, 1, 0x0a, name.length, 0, 0, 0]),
    latin1(`${name}1700000000000`),
  ]);
  const directory = Buffer.alloc(32);
  directory.write('SEFH', 'latin1');
  directory.writeUInt32LE(107, 4);
  directory.writeUInt32LE(1, 8);
  directory.writeUInt32LE(record.length, 16);
  directory.writeUInt32LE(record.length, 20);
  directory.writeUInt32LE(24, 24);
  directory.write('SEFT', 28, 'latin1');
  return Buffer.concat([await picture().jpeg().toBuffer(), record, directory]);
}

const pngs: [string, Make][] = [
  ...sized((source) => source.png()),
  ...[0, 9].flatMap((compressionLevel) =>
    [false, true].map((progressive): [string, Make] => [
      `level ${compressionLevel}${progressive ? ', interlaced' : ''}`,
      () => picture().png({ compressionLevel, progressive }).toBuffer(),
    ]),
  ),
  ...[2, 4, 16, 256].map((colours): [string, Make] => [
    `${colours} colours`,
    () => picture().png({ palette: true, colours }).toBuffer(),
  ]),
  ['16 bits', () => picture().toColourspace('rgb16').png().toBuffer()],
  ['grey', () => picture().greyscale().png().toBuffer()],
  ['grey, 16 bits', () => picture().toColourspace('grey16').png().toBuffer()],
  ['transparent', () => picture(160, 120, 4).png().toBuffer()],
  ['transparent, 16 bits', () => picture(160, 120, 4).toColourspace('rgb16').png().toBuffer()],
  ['with a profile', () => picture().withIccProfile('srgb').png().toBuffer()],
  ['with EXIF and density', () => picture().withMetadata({ density: 300, orientation: 6 }).png().toBuffer()],
  ['with XMP', () => picture().withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').png().toBuffer()],
  ['padded', async () => Buffer.concat([await picture().png().toBuffer(), Buffer.alloc(64)])],
  [
    '100 megapixels of white',
    () =>
      sharp({
        create: { width: 10_000, height: 10_000, channels: 3, background: '#fff' },
        limitInputPixels: false,
      })
        .png()
        .toBuffer(),
  ],
];

const pngjs: [string, Make][] = ([0, 2, 4, 6] as const).map((colorType) => [
  `colour type ${colorType}`,
  () => {
    const png = new PNG({ width: 40, height: 30, filterType: 4 });
    png.data.fill(0x7f);
    return PNG.sync.write(png, { colorType });
  },
]);

const animated =
  (frames: number, lossless: boolean): Make =>
  () =>
    sharp(Buffer.from(Array.from({ length: 16 * 16 * frames * 3 }, (_, at) => (at * 7919) % 251)), {
      raw: { width: 16, height: 16 * frames, channels: 3, pageHeight: 16 },
    })
      .webp({ lossless, loop: 0, delay: Array.from({ length: frames }, () => 40) })
      .toBuffer();

const webps: [string, Make][] = [
  ...sized((source) => source.webp()),
  ...[1, 50, 100].map((quality): [string, Make] => [
    `quality ${quality}`,
    () => picture().webp({ quality }).toBuffer(),
  ]),
  ['lossless', () => picture().webp({ lossless: true }).toBuffer()],
  ['near lossless', () => picture().webp({ nearLossless: true }).toBuffer()],
  ['transparent', () => picture(160, 120, 4).webp().toBuffer()],
  ['transparent, lossless', () => picture(160, 120, 4).webp({ lossless: true }).toBuffer()],
  ['with a profile', () => picture().withIccProfile('p3').webp().toBuffer()],
  ['with EXIF', () => picture().withMetadata({ orientation: 6 }).webp().toBuffer()],
  ...[2, 30, 1_000].map((frames): [string, Make] => [`animated, ${frames} frames`, animated(frames, false)]),
  ['animated, lossless', animated(5, true)],
  ['padded', async () => Buffer.concat([await picture().webp().toBuffer(), Buffer.alloc(64)])],
];

const COMPRESSIONS = ['none', 'jpeg', 'deflate', 'packbits', 'lzw', 'webp'] as const;
const tiffs: [string, Make][] = [
  ...sized((source) => source.tiff({ compression: 'lzw' })),
  ...COMPRESSIONS.flatMap((compression) =>
    [false, true].flatMap((tile) =>
      [false, true].map((bigtiff): [string, Make] => [
        `${compression}${tile ? ', tiles' : ''}${bigtiff ? ', BigTIFF' : ''}`,
        () =>
          picture(300, 200).tiff({ compression, tile, bigtiff, tileWidth: 64, tileHeight: 64 }).toBuffer(),
      ]),
    ),
  ),
  ...([1, 2, 4] as const).map((bitdepth): [string, Make] => [
    `${bitdepth} bits`,
    () => picture().toColourspace('b-w').tiff({ bitdepth, compression: 'none' }).toBuffer(),
  ]),
  [
    'CCITT group 4',
    () =>
      picture()
        .threshold(128)
        .toColourspace('b-w')
        .tiff({ compression: 'ccittfax4', bitdepth: 1 })
        .toBuffer(),
  ],
  [
    'white is zero',
    () =>
      picture()
        .threshold(128)
        .toColourspace('b-w')
        .tiff({ bitdepth: 1, miniswhite: true, compression: 'none' })
        .toBuffer(),
  ],
  ['16 bits', () => picture().toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer()],
  ['CMYK', () => picture().toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer()],
  ['predictor', () => picture().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer()],
  ['pyramid', () => picture(600, 400).tiff({ pyramid: true, tile: true, compression: 'lzw' }).toBuffer()],
  ['transparent', () => picture(160, 120, 4).tiff({ compression: 'lzw' }).toBuffer()],
  ['with a profile', () => picture().withIccProfile('p3').tiff({ compression: 'lzw' }).toBuffer()],
  [
    'with EXIF',
    () => picture().withMetadata({ orientation: 6, density: 300 }).tiff({ compression: 'lzw' }).toBuffer(),
  ],
  ['padded', async () => Buffer.concat([await picture().tiff().toBuffer(), Buffer.alloc(64)])],
];

const tiffPages: [string, Make][] = [1, 2, 40, 1_000].map((pages) => [
  `${pages} pages`,
  () => tiffOfPages(pages),
]);

export const VALID_IMAGES: readonly CorpusFile[] = [
  ...from('sharp', 'image/jpeg', jpegs),
  ...from(
    'jpeg-js',
    'image/jpeg',
    [1, 50, 100].map((quality) => [
      `quality ${quality}`,
      () => jpegJs.encode({ width: 40, height: 30, data: Buffer.alloc(40 * 30 * 4, 0x55) }, quality).data,
    ]),
  ),
  ...from('sharp', 'image/png', pngs),
  ...from('pngjs', 'image/png', pngjs),
  ...from('sharp', 'image/webp', webps),
  ...from('sharp', 'image/tiff', tiffs),
  ...from('utif2', 'image/tiff', [
    ['RGBA', () => Buffer.from(UTIF.encodeImage(new Uint8Array(40 * 30 * 4).fill(0x99), 40, 30))],
  ]),
  ...from('by hand', 'image/tiff', tiffPages),
  ...from(
    'libheif',
    'image/heic',
    (Object.keys(HEIC_SAMPLES) as HeicSample[]).map((sample) => [sample, () => heic(sample)]),
  ),
];
