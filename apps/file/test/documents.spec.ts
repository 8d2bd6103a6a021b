import createQpdf from '@neslinesli93/qpdf-wasm';
import sharp from 'sharp';
import { deflateSync } from 'node:zlib';

/** Documents that specs make as they go; nothing binary is kept. */

interface PdfParts {
  /** Members of the catalog besides /Type and /Pages. */
  catalog?: string;
  /** Members of the page. */
  page?: string;
  /** Objects 5 and up, without `obj` around them. */
  objects?: (string | Buffer)[];
  content?: string;
  /** How often the page is shown. */
  pages?: number;
}

/** A one-page PDF with a right cross-reference table. */
export function pdf(parts: PdfParts = {}): Buffer {
  const { catalog = '', page = '', objects = [], content = 'BT ET', pages = 1 } = parts;
  const all = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Kids [${'3 0 R '.repeat(pages)}] /Count ${pages} >>`,
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R ${page} >>`,
    stream('', Buffer.from(content, 'latin1')),
    ...objects,
  ].map((object) => (typeof object === 'string' ? Buffer.from(object, 'latin1') : object));
  const written: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = written[0]!.length;
  const push = (part: Buffer): void => {
    written.push(part);
    length += part.length;
  };
  const offsets = all.map((object, index) => {
    const offset = length;
    push(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]));
    return offset;
  });
  const start = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = all.length + 1;
  push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(written);
}

/** A PDF stream object. */
export function stream(dict: string, data: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${dict} /Length ${data.length} >>\nstream\n`, 'latin1'),
    data,
    Buffer.from('\nendstream'),
  ]);
}

/** A Flate-compressed PDF stream object. */
export function flateStream(dict: string, data: Buffer): Buffer {
  return stream(`${dict} /Filter /FlateDecode`, deflateSync(data, { level: 9 }));
}

/** Rewrites a PDF with qpdf, for instance encrypted or with object streams. */
export async function rewritten(document: Buffer, ...args: string[]): Promise<Buffer> {
  const create = createQpdf as unknown as (options: object) => Promise<{
    callMain(args: string[]): number;
    FS: { writeFile(path: string, data: Uint8Array): void; readFile(path: string): Uint8Array };
  }>;
  const module = await create({
    locateFile: () => require.resolve('@neslinesli93/qpdf-wasm/dist/qpdf.wasm'),
    noInitialRun: true,
  });
  module.FS.writeFile('/in.pdf', document);
  module.callMain([...args, '/in.pdf', '/out.pdf']);
  return Buffer.from(module.FS.readFile('/out.pdf'));
}

export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'tiff';

/** A picture with some texture, so that it doesn't compress to nothing. */
export function image(format: ImageFormat, width = 320, height = 200): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * 31 + (index >> 7)) % 251;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}
