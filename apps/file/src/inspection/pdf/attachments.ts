import type { ContentType } from '../../domain/content-types';
import { HEAD_BYTES, recogniseHead } from '../../ingest/recognise';
import type { Inspection } from '../../ports/structure-inspector';
import { Rejection } from '../rejection';
import { isDictionary, type PdfDictionary, type PdfObjects, type PdfValue, textOfString } from './qpdf';
import { decoded } from './streams';

export type InspectAttachment = (bytes: Buffer, contentType: ContentType) => Promise<Inspection>;

/** Names that make a desktop run the attachment, whatever its bytes look like. */
const PROGRAM =
  /\.(?:exe|dll|scr|com|pif|cpl|msi|msp|bat|cmd|ps1|psm1|vbs|vbe|jse?|mjs|wsf|wsh|hta|lnk|url|reg|jar|app|sh|command|py|pl|php|html?|xhtml|svg|swf|iso|settingcontent-ms)$/i;
const IGNORED_AT_THE_END = /[\s.\p{C}]+$/u;
const NAME_MEMBERS = ['/F', '/UF', '/DOS', '/Unix', '/Mac'];

/** Attachments may be text, XML or accepted documents that are clean themselves. */
export async function requireHarmlessAttachments(
  objects: PdfObjects,
  inspectAttachment: InspectAttachment,
): Promise<void> {
  const { references, names } = attachmentsOf(objects);
  if (names.some((name) => PROGRAM.test(name.replace(IGNORED_AT_THE_END, ''))))
    throw refused('that a desktop would run');
  for (const reference of references) {
    const stream = objects.streams.get(reference);
    if (!stream) continue;
    const chunks: Buffer[] = [];
    if (!(await decoded(stream, objects, (chunk) => chunks.push(chunk))))
      throw refused('in an unusual encoding');
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

/** Text without control characters, and no program by its first characters or markup that runs. */
function isText(bytes: Buffer): boolean {
  const text = textOf(bytes);
  return !/[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]|^(?:#!|MZ)|<\s*script|<\s*html|<!doctype\s+html/i.test(text);
}

/** UTF-16 by its mark; else every byte for itself: what is looked for is ASCII in any encoding left. */
function textOf(bytes: Buffer): string {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfeff) return new TextDecoder('utf-16be').decode(bytes);
  if (mark === 0xfffe) return new TextDecoder('utf-16le').decode(bytes);
  return bytes.toString('latin1');
}

interface Attachments {
  readonly references: Set<string>;
  readonly names: string[];
}

/** Streams that a file specification embeds, or that say they are embedded, and the names they are given. */
function attachmentsOf(objects: PdfObjects): Attachments {
  const found: Attachments = { references: new Set(), names: [] };
  const visit = (value: PdfValue): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isDictionary(value)) return;
    noteSpecification(value, objects, found);
    Object.values(value).forEach(visit);
  };
  objects.values.forEach(visit);
  visit(objects.trailer);
  for (const [reference, { dict }] of objects.streams) {
    visit(dict);
    if (objects.name(dict['/Type']) === '/EmbeddedFile') found.references.add(reference);
  }
  return found;
}

function noteSpecification(dict: PdfDictionary, objects: PdfObjects, found: Attachments): void {
  const embedded = objects.dictionary(dict['/EF']);
  if (!embedded) return;
  for (const reference of Object.values(embedded))
    if (typeof reference === 'string') found.references.add(reference);
  for (const member of NAME_MEMBERS) {
    const name = objects.resolve(dict[member] ?? null);
    if (typeof name === 'string') found.names.push(textOfString(name));
  }
}

function refused(what: string): Rejection {
  return new Rejection('FILE_ACTIVE_CONTENT', `it holds an attachment ${what}`);
}
