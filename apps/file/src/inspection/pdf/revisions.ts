import { Rejection } from '../rejection';
import { requireNothingAfter } from '../whole-file';

/** How a revision ends. The words alone may stand in any text or attachment. */
const END = /startxref\s+\d+\s+%%EOF/g;
/** What goes on after one: white space, comments, objects, cross-references; or the PDF was attached to another. */
const CONTINUATION = /^[\s\0]*(?:\d+\s+\d+\s+obj\b|xref\b|startxref\b|trailer\b|endstream\b|%|$)/;
const CONTINUATION_BYTES = 4_096;
/** Nobody updates a document more often; beyond it only the last ones are looked at. */
const MAX_REVISIONS = 16;

/** Refuses bytes after the end, and between an end and an update. */
export function requireEndOfFile(bytes: Buffer): void {
  const ends = endsOf(bytes);
  const last = ends.at(-1);
  if (last === undefined) throw new Rejection('FILE_CORRUPT', 'the PDF has no end');
  for (const end of ends.slice(0, -1)) {
    if (!CONTINUATION.test(bytes.toString('latin1', end, end + CONTINUATION_BYTES)))
      throw new Rejection('FILE_CONTENT_MISMATCH', 'there are bytes between revisions');
  }
  requireNothingAfter(bytes, last);
}

/** The document as it was before each update. */
export function earlierRevisions(bytes: Buffer): Buffer[] {
  return endsOf(bytes)
    .slice(0, -1)
    .slice(-MAX_REVISIONS)
    .map((end) => bytes.subarray(0, end));
}

function endsOf(bytes: Buffer): number[] {
  return [...bytes.toString('latin1').matchAll(END)].map((match) => match.index + match[0].length);
}
