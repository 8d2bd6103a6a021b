import { Rejection } from '../rejection';
import { requireInert } from './active-content';
import { type InspectAttachment, requireHarmlessAttachments } from './attachments';
import { requirePages } from './pages';
import { OBJECT_ARGS, objectsOf, qpdf, type QpdfRun } from './qpdf';
import { earlierRevisions, requireEndOfFile } from './revisions';
import { requireBounded } from './streams';

/** The cross-reference table had to be guessed: other readers may guess otherwise. */
const DAMAGED = /file is damaged|can't find PDF header|reconstruct|can't find startxref/i;
const LOCKED = /invalid password|unsupported encryption|encrypted but/i;

/** Opens a PDF as a reader would and refuses what section 5 of the partner contract refuses. */
export async function inspectPdf(bytes: Buffer, inspectAttachment: InspectAttachment): Promise<void> {
  const run = await qpdf(bytes, OBJECT_ARGS);
  requireReadable(run);
  requireEndOfFile(bytes);
  const objects = objectsOf(run);
  requirePages(objects);
  for (const stream of objects.streams.values()) await requireBounded(stream, objects);
  requireInert(objects);
  await requireHarmlessAttachments(objects, inspectAttachment);
  requireReadable(await qpdf(bytes, ['--check', '/in.pdf']));
  for (const revision of earlierRevisions(bytes)) await requireInertRevision(revision);
}

/** What an update took away is still there for those who look. */
async function requireInertRevision(bytes: Buffer): Promise<void> {
  const run = await qpdf(bytes, OBJECT_ARGS);
  // The first section of a linearized file is none that could be opened by itself.
  if (run.failed || DAMAGED.test(run.complaints)) return;
  requireInert(objectsOf(run));
}

function requireReadable({ failed, complaints }: QpdfRun): void {
  if (LOCKED.test(complaints)) throw new Rejection('FILE_ENCRYPTED', 'a password is needed to open it');
  if (failed || DAMAGED.test(complaints)) throw new Rejection('FILE_CORRUPT', 'the PDF is damaged');
}
