import { MAX_FRAMES } from '../limits';
import { Rejection } from '../rejection';
import type { PdfObjects, PdfValue } from './qpdf';

const MAX_DEPTH = 64;

/** Counts what a reader shows: a page that is named twice is two pages. */
export function requirePages(objects: PdfObjects): void {
  const root = objects.dictionary(objects.trailer['/Root']);
  const pages = new PageCount(objects).below(root?.['/Pages'], 0);
  if (pages === 0) throw new Rejection('FILE_CORRUPT', 'the PDF has no pages');
}

class PageCount {
  private pages = 0;
  private nodes = 0;

  constructor(private readonly objects: PdfObjects) {}

  below(value: PdfValue | undefined, depth: number): number {
    const node = this.objects.dictionary(value);
    if (!node) return this.pages;
    this.nodes += 1;
    if (depth > MAX_DEPTH || this.nodes > 4 * MAX_FRAMES)
      throw new Rejection('FILE_BOMB', 'the page tree has no end');
    const kids = this.objects.resolve(node['/Kids'] ?? null);
    if (Array.isArray(kids)) for (const kid of kids) this.below(kid, depth + 1);
    else this.pages += 1;
    if (this.pages > MAX_FRAMES) throw new Rejection('FILE_BOMB', `more than ${MAX_FRAMES} pages`);
    return this.pages;
  }
}
