import { rename, writeFile } from 'node:fs/promises';

/** Whoever reads the file sees all of the old or all of the new content. */
export async function writeAtomically(path: string, content: string, mode = 0o600): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  await writeFile(unfinished, content, { mode });
  await rename(unfinished, path);
}
