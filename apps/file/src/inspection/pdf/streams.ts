import { createInflate, constants } from 'node:zlib';
import { MAX_INFLATED_BYTES, MAX_PIXELS_PER_FRAME } from '../limits';
import { Rejection } from '../rejection';
import type { PdfDictionary, PdfStream, PdfValue } from './qpdf';

const FLATE = new Set(['/FlateDecode', '/Fl']);

/** Refuses a stream that inflates beyond the limit, is broken inside, or shows an image of too many pixels. */
export async function requireBounded(stream: PdfStream): Promise<void> {
  const { dict } = stream;
  const [width, height] = [dict['/Width'], dict['/Height']];
  if (typeof width === 'number' && typeof height === 'number' && width * height > MAX_PIXELS_PER_FRAME) {
    throw new Rejection('FILE_BOMB', `an image of ${width * height} pixels`);
  }
  await inflated(stream, () => undefined);
}

/**
 * Passes on what the stream's leading Flate filters give; other filters expand little, or are images.
 * @returns whether that was the stream's plain content, all filters undone.
 */
export async function inflated(stream: PdfStream, onData: (chunk: Buffer) => void): Promise<boolean> {
  const filters = filtersOf(stream.dict);
  const leading = filters.findIndex((filter) => !FLATE.has(filter));
  const rounds = leading === -1 ? filters.length : leading;
  if (rounds > 4) throw new Rejection('FILE_BOMB', 'too many filters on a stream');
  await inflate(stream.data, rounds, onData);
  return rounds === filters.length;
}

function filtersOf(dict: PdfDictionary): string[] {
  const filter: PdfValue = dict['/Filter'] ?? dict['/F'] ?? [];
  return (Array.isArray(filter) ? filter : [filter]).filter((name) => typeof name === 'string');
}

async function inflate(data: Buffer, rounds: number, onData: (chunk: Buffer) => void): Promise<void> {
  if (rounds === 0 || data.length === 0) return onData(data);
  const inflater = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  const kept: Buffer[] = [];
  let size = 0;
  inflater.end(data);
  try {
    for await (const chunk of inflater as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_INFLATED_BYTES) throw new Rejection('FILE_BOMB', 'a stream inflates without end');
      if (rounds === 1) onData(chunk);
      else kept.push(chunk);
    }
  } catch (error) {
    if (error instanceof Rejection) throw error;
    throw new Rejection('FILE_CORRUPT', 'a stream cannot be inflated to its end');
  }
  if (rounds > 1) await inflate(Buffer.concat(kept), rounds - 1, onData);
}
