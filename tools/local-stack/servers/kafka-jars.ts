import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../process/run';
import { projectRoot } from '../project-root';

/** Says in a few words what is going on. */
export type Progress = (text: string) => void;

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'oceafin');

/**
 * Folder of the broker's jars. Maven brings them once per version; they are kept outside the checkout,
 * so another clone finds them.
 */
export async function kafkaJars(progress: Progress): Promise<string> {
  const pom = join(projectRoot(), 'tools/local-stack/kafka/pom.xml');
  const version = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const jars = join(cacheFolder(), `kafka-${version}`);
  if (existsSync(jars)) return jars;
  const unfinished = `${jars}.${randomBytes(4).toString('hex')}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await download(pom, unfinished, progress);
    // Two runs may fetch at once: the first to finish wins, and both sets are the same.
    await rename(unfinished, jars).catch((cause: unknown) => {
      if (!existsSync(jars)) throw cause;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return jars;
}

async function download(pom: string, folder: string, progress: Progress): Promise<void> {
  progress("asking Maven for Kafka's jars (44 MB, once)");
  let files = 0;
  const { code, output } = await run(
    'mvn',
    ['-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`],
    {
      onLine: (line) => {
        const file = /Downloaded from [^:]+: \S*\/(\S+)/.exec(line)?.[1];
        if (file) progress(`Maven brought ${++files} files, ${file}`);
      },
    },
  ).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT' ? new Error('Maven is missing: install it (package "maven").') : cause;
  });
  if (code === 0) return;
  const reason = output.split('\n').find((line) => line.includes('[ERROR]')) ?? `exit code ${code}`;
  throw new Error(`Maven couldn't bring Kafka's jars: ${reason.replace(/^.*\[ERROR\]\s*/, '').trim()}`);
}
