import { MAX_INFLATED_BYTES, MAX_PIXELS_PER_FRAME } from '../limits';
import { Rejection } from '../rejection';
import { DECODERS } from './filters';
import type { PdfDictionary, PdfObjects, PdfStream, PdfValue } from './qpdf';

/** More filters on one stream than any writer uses. */
const MAX_FILTERS = 6;

/** Short names, which readers take in streams too. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  '/Fl': '/FlateDecode',
  '/LZW': '/LZWDecode',
  '/RL': '/RunLengthDecode',
  '/A85': '/ASCII85Decode',
  '/AHx': '/ASCIIHexDecode',
};

/** Refuses a stream that inflates beyond the limit, is broken inside, or shows an image of too many pixels. */
export async function requireBounded(stream: PdfStream, objects: PdfObjects): Promise<void> {
  const [width, height] = ['/Width', '/Height'].map((name) => objects.resolve(stream.dict[name] ?? null));
  if (typeof width === 'number' && typeof height === 'number' && width * height > MAX_PIXELS_PER_FRAME) {
    throw new Rejection('FILE_BOMB', `an image of ${width * height} pixels`);
  }
  await decoded(stream, objects, () => undefined);
}

/**
 * Passes on what the stream's filters give, up to the first that only an image decoder undoes.
 * @returns whether that was the stream's plain content, all filters undone.
 */
export async function decoded(
  stream: PdfStream,
  objects: PdfObjects,
  onData: (chunk: Buffer) => void,
): Promise<boolean> {
  const filters = filtersOf(stream, objects);
  const leading = filters.findIndex((filter) => !Object.hasOwn(DECODERS, filter));
  const undone = leading === -1 ? filters : filters.slice(0, leading);
  if (undone.length > MAX_FILTERS) throw new Rejection('FILE_BOMB', 'too many filters on a stream');
  let content = once(stream.data);
  undone.forEach((filter, index) => {
    content = bounded(DECODERS[filter]!(content, parametersOf(stream, objects, index)));
  });
  for await (const chunk of content) onData(chunk);
  return undone.length === filters.length;
}

function filtersOf({ dict }: PdfStream, objects: PdfObjects): string[] {
  const filter: PdfValue = objects.resolve(dict['/Filter'] ?? null);
  const names = (Array.isArray(filter) ? filter : [filter]).map((name) => objects.resolve(name));
  return names.filter((name) => typeof name === 'string').map((name) => FULL_NAMES[name] ?? name);
}

function parametersOf({ dict }: PdfStream, objects: PdfObjects, index: number): PdfDictionary {
  const parameters = objects.resolve(dict['/DecodeParms'] ?? dict['/DP'] ?? null);
  return objects.dictionary(Array.isArray(parameters) ? parameters[index] : parameters) ?? {};
}

/** Every filter's output counts, not only the last one's. */
async function* bounded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > MAX_INFLATED_BYTES) throw new Rejection('FILE_BOMB', 'a stream inflates without end');
    yield chunk;
  }
}

async function* once(data: Buffer): AsyncGenerator<Buffer> {
  if (data.length > 0) yield data;
}
