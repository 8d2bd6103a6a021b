import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of the checkout, whether this runs from the sources or from `dist`. */
export function projectRoot(from: string = __dirname): string {
  let folder = from;
  while (!existsSync(join(folder, 'package-lock.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package-lock.json above ${from}`);
    folder = parent;
  }
  return folder;
}
