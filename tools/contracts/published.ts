import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Published, Revision } from './gate';

/** Reads `<folder>/<event type>/<n>.json`. */
export function readPublished(folder: string): Published {
  const types = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(types.map((type) => [type, revisionsIn(join(folder, type))]));
}

function revisionsIn(folder: string): Revision[] {
  return readdirSync(folder).map((_name, index) => {
    const text = readFileSync(join(folder, `${index + 1}.json`), 'utf8');
    return JSON.parse(text) as Revision;
  });
}

/** Adds revisions; what is there is never rewritten. */
export function addRevisions(
  folder: string,
  published: Published,
  additions: ReadonlyMap<string, Revision>,
): void {
  for (const [type, revision] of additions) {
    const number = (published.get(type)?.length ?? 0) + 1;
    mkdirSync(join(folder, type), { recursive: true });
    writeFileSync(join(folder, type, `${number}.json`), `${JSON.stringify(revision, null, 2)}\n`);
  }
}
