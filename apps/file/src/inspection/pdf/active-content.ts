import { Rejection } from '../rejection';
import type { PdfDictionary, PdfObjects, PdfValue } from './qpdf';

/** Actions that run something, send something or leave the document without a click on a plain link. */
const ACTIVE_ACTIONS = new Set([
  '/JavaScript',
  '/Launch',
  '/SubmitForm',
  '/ImportData',
  '/GoToR',
  '/GoToE',
  '/Rendition',
  '/Movie',
  '/RichMediaExecute',
  '/GoTo3DView',
]);
/** Annotations and streams that hold playing or scripted content. */
const ACTIVE_SUBTYPES = new Set(['/Movie', '/RichMedia', '/3D', '/U3D', '/PRC', '/Screen', '/Sound']);
/** Members whose mere presence makes content active. */
const ACTIVE_MEMBERS = ['/AA', '/XFA', '/JS', '/RichMediaContent', '/RichMediaSettings', '/Rendition'];
/** A link that a person must click may lead there. */
const LINK_SCHEMES = new Set(['http', 'https', 'mailto', 'tel']);
const MAX_NESTING = 200;

/** Refuses a document that does more than show itself. */
export function requireInert(objects: PdfObjects): void {
  const walk = new Walk(objects);
  for (const value of objects.values.values()) walk.visit(value);
  for (const { dict } of objects.streams.values()) walk.visit(dict);
  walk.visit(objects.trailer);
}

class Walk {
  constructor(private readonly objects: PdfObjects) {}

  visit(value: PdfValue, nesting = 0): void {
    if (nesting > MAX_NESTING) throw new Rejection('FILE_BOMB', 'objects are nested too deep');
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, nesting + 1);
      return;
    }
    if (value === null || typeof value !== 'object') return;
    this.dictionary(value);
    for (const member of Object.values(value)) this.visit(member, nesting + 1);
  }

  private dictionary(dict: PdfDictionary): void {
    const member = ACTIVE_MEMBERS.find((name) => name in dict);
    if (member) throw active(member);
    const action = this.name(dict['/S']);
    if (action && ACTIVE_ACTIONS.has(action)) throw active(action);
    const subtype = this.name(dict['/Subtype']);
    if (subtype && ACTIVE_SUBTYPES.has(subtype)) throw active(subtype);
    if ('/OpenAction' in dict) this.openAction(dict['/OpenAction']);
    if ('/URI' in dict) this.link(dict['/URI']);
  }

  /** A destination may open by itself; a link may not. */
  private openAction(value: PdfValue): void {
    const action = this.resolved(value);
    if (action === null || typeof action !== 'object' || Array.isArray(action)) return;
    if (this.name(action['/S']) === '/URI' || '/Next' in action) throw active('an automatic action');
  }

  /** A URI action's target, or the catalog's base for relative ones. */
  private link(value: PdfValue): void {
    const target = this.resolved(value);
    if (typeof target === 'string') return requireLink(target);
    if (target !== null && typeof target === 'object' && !Array.isArray(target) && '/Base' in target) {
      const base = this.resolved(target['/Base']);
      if (typeof base === 'string') requireLink(base);
    }
  }

  private name(value: PdfValue | undefined): string | undefined {
    const resolved = value === undefined ? undefined : this.resolved(value);
    return typeof resolved === 'string' && resolved.startsWith('/') ? resolved : undefined;
  }

  private resolved(value: PdfValue): PdfValue {
    let current = value;
    for (let hops = 0; typeof current === 'string' && /^\d+ \d+ R$/.test(current); hops += 1) {
      if (hops > 16) throw new Rejection('FILE_CORRUPT', 'references go in a circle');
      current = this.objects.values.get(current) ?? this.objects.streams.get(current)?.dict ?? null;
    }
    return current;
  }
}

/** @param text a string as qpdf writes it: `u:` and text or `b:` and hexadecimal digits. */
function requireLink(text: string): void {
  const target = text.startsWith('b:') ? Buffer.from(text.slice(2), 'hex').toString('latin1') : text.slice(2);
  // Viewers skip white space and controls when they look for the scheme.
  const scheme = /^([^:/?#]*):/.exec(target.replace(/[\s\p{C}]/gu, ''))?.[1]?.toLowerCase();
  if (scheme !== undefined && !LINK_SCHEMES.has(scheme))
    throw active('a link that is not to the web or to mail');
}

function active(what: string): Rejection {
  return new Rejection('FILE_ACTIVE_CONTENT', `it holds ${what}`);
}
