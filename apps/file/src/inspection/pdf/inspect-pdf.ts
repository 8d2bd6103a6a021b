import { MAX_FRAMES } from '../limits';
import { Rejection } from '../rejection';
import { requireNothingAfter } from '../whole-file';
import { requireInert } from './active-content';
import { type InspectAttachment, requireHarmlessAttachments } from './attachments';
import { OBJECT_ARGS, objectsOf, qpdf, type PdfObjects, type QpdfRun } from './qpdf';
import { requireBounded } from './streams';

/** The cross-reference table had to be guessed: other readers may guess otherwise. */
const DAMAGED = /file is damaged|can't find PDF header|reconstruct|can't find startxref/i;
const END_OF_FILE = Buffer.from('%%EOF', 'latin1');

/** Opens a PDF as a reader would and refuses what section 5 of the partner contract refuses. */
export async function inspectPdf(bytes: Buffer, inspectAttachment: InspectAttachment): Promise<void> {
  const run = await qpdf(bytes, OBJECT_ARGS);
  requireReadable(run);
  const end = bytes.lastIndexOf(END_OF_FILE);
  if (end === -1) throw new Rejection('FILE_CORRUPT', 'the PDF has no end');
  requireNothingAfter(bytes, end + END_OF_FILE.length);
  const objects = objectsOf(run);
  requirePages(objects);
  for (const stream of objects.streams.values()) await requireBounded(stream);
  requireInert(objects);
  await requireHarmlessAttachments(objects, inspectAttachment);
  requireReadable(await qpdf(bytes, ['--check', '/in.pdf']));
}

function requireReadable({ failed, complaints }: QpdfRun): void {
  if (/invalid password/i.test(complaints))
    throw new Rejection('FILE_ENCRYPTED', 'a password is needed to open it');
  if (failed || DAMAGED.test(complaints)) throw new Rejection('FILE_CORRUPT', 'the PDF is damaged');
}

function requirePages({ values }: PdfObjects): void {
  let pages = 0;
  for (const value of values.values()) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value) && value['/Type'] === '/Page')
      pages += 1;
  }
  if (pages === 0) throw new Rejection('FILE_CORRUPT', 'the PDF has no pages');
  if (pages > MAX_FRAMES) throw new Rejection('FILE_BOMB', `${pages} pages`);
}
