import type { ContentType } from '../domain/content-types';
import type { Inspection } from '../ports/structure-inspector';

/** To an inspecting process, once in its life: it then reads the document from its standard input. */
export interface Assignment {
  readonly contentType: ContentType;
}

/** From an inspecting process: it has loaded its decoder, it has heard of its document, it has judged it. */
export type Report = { readonly state: 'READY' | 'BEGUN' } | { readonly finding: Inspection };
