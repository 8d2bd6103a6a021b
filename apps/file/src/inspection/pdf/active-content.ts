import { Rejection } from '../rejection';
import { requireHarmlessLink } from './links';
import { isDictionary, type PdfDictionary, type PdfObjects, type PdfValue } from './qpdf';

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
const ACTIVE_MEMBERS = ['/XFA', '/RichMediaContent', '/RichMediaSettings'];
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
    const member = ACTIVE_MEMBERS.find((name) => this.objects.resolve(dict[name] ?? null) !== null);
    if (member) throw active(member);
    const action = this.objects.name(dict['/S']);
    if (action && ACTIVE_ACTIONS.has(action)) throw active(action);
    const subtype = this.objects.name(dict['/Subtype']);
    if (subtype && ACTIVE_SUBTYPES.has(subtype)) throw active(subtype);
    if (this.isScript(dict['/JS'])) throw active('/JS');
    if (this.isActions(dict['/AA'])) throw active('/AA');
    if ('/OpenAction' in dict) this.openAction(dict['/OpenAction']);
    if ('/URI' in dict) this.link(dict['/URI']);
  }

  /** Fonts, pictures and appearances may have such a name too: they say what they are. */
  private isScript(value: PdfValue = null): boolean {
    const resolved = this.objects.resolve(value);
    return typeof resolved === 'string' || (isDictionary(resolved) && !('/Subtype' in resolved));
  }

  /** As above; and whatever it says of itself, what has an action in it is a set of actions. */
  private isActions(value: PdfValue = null): boolean {
    const resolved = this.objects.dictionary(value);
    if (!resolved) return false;
    const members = Object.values(resolved).map((member) => this.objects.dictionary(member));
    if (members.some((member) => member && '/S' in member)) return true;
    return !('/Type' in resolved) && !('/Subtype' in resolved);
  }

  /** A destination may open by itself; a link may not. */
  private openAction(value: PdfValue = null): void {
    const action = this.objects.dictionary(value);
    if (action && (this.objects.name(action['/S']) === '/URI' || '/Next' in action))
      throw active('an automatic action');
  }

  /** A URI action's target, or the catalog's base for relative ones. */
  private link(value: PdfValue = null): void {
    const target = this.objects.resolve(value);
    const base = isDictionary(target) ? this.objects.resolve(target['/Base'] ?? null) : target;
    if (typeof base === 'string') requireHarmlessLink(base);
  }
}

function active(what: string): Rejection {
  return new Rejection('FILE_ACTIVE_CONTENT', `it holds ${what}`);
}
