import type { ContentType } from '../../domain/content-types';
import { HEAD_BYTES, recogniseHead } from '../../ingest/recognise';
import type { Inspection } from '../../ports/structure-inspector';
import { Rejection } from '../rejection';
import type { PdfObjects, PdfValue } from './qpdf';
import { inflated } from './streams';

export type InspectAttachment = (bytes: Buffer, contentType: ContentType) => Promise<Inspection>;

/** Attachments may be text, XML or accepted documents that are clean themselves. */
export async function requireHarmlessAttachments(
  objects: PdfObjects,
  inspectAttachment: InspectAttachment,
): Promise<void> {
  for (const reference of attachmentsOf(objects)) {
    const stream = objects.streams.get(reference);
    if (!stream) continue;
    const chunks: Buffer[] = [];
    if (!(await inflated(stream, (chunk) => chunks.push(chunk)))) throw refused('in an unusual encoding');
    await requireHarmless(Buffer.concat(chunks), inspectAttachment);
  }
}

async function requireHarmless(bytes: Buffer, inspectAttachment: InspectAttachment): Promise<void> {
  const contentType = await recogniseHead(bytes.subarray(0, HEAD_BYTES));
  if (contentType) {
    const finding = await inspectAttachment(bytes, contentType);
    if (!finding.clean) throw new Rejection(finding.reason, `in an attachment ${finding.cause}`);
    return;
  }
  if (!isText(bytes)) throw refused('of a type that is not accepted');
}

/** UTF-8 or UTF-16 without control characters, and no script by its first line or markup. */
function isText(bytes: Buffer): boolean {
  const utf16 = bytes.length >= 2 && (bytes.readUInt16BE(0) === 0xfeff || bytes.readUInt16BE(0) === 0xfffe);
  const encoding = !utf16 ? 'utf-8' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-16le';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return !/[\x00-\x08\x0b\x0e-\x1f]|^#!|<\s*script|<\s*html|<!doctype\s+html/i.test(text);
  } catch {
    return false;
  }
}

/** Streams that a file specification embeds, or that say they are embedded. */
function attachmentsOf({ values, streams, trailer }: PdfObjects): Set<string> {
  const found = new Set<string>();
  const resolve = (value: PdfValue): PdfValue =>
    typeof value === 'string' ? (values.get(value) ?? value) : value;
  const visit = (value: PdfValue): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (value === null || typeof value !== 'object') return;
    const embedded = '/EF' in value ? resolve(value['/EF']) : null;
    if (embedded !== null && typeof embedded === 'object') {
      for (const reference of Object.values(embedded))
        if (typeof reference === 'string') found.add(reference);
    }
    Object.values(value).forEach(visit);
  };
  values.forEach(visit);
  visit(trailer);
  for (const [reference, { dict }] of streams) {
    visit(dict);
    if (dict['/Type'] === '/EmbeddedFile') found.add(reference);
  }
  return found;
}

function refused(what: string): Rejection {
  return new Rejection('FILE_ACTIVE_CONTENT', `it holds an attachment ${what}`);
}
