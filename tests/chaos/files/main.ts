import { mkdirSync, rmdirSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { Cluster } from '../cluster/cluster';
import { Random } from '../schedule/random';
import { harmUntil, MovableStorage } from './harm';
import { customersOf, uploadAll } from './upload-load';
import { differences, reconcile, sweep } from './verify';

interface Options {
  readonly uploads: number;
  readonly seed: number;
  readonly atOnce: number;
}

const SHOWN = 30;

const number = (text: string): number => {
  const value = Number(text);
  if (!(Number.isInteger(value) && value > 0)) throw new InvalidArgumentError('a whole number above 0');
  return value;
};
const say = (line: string): void => console.log(line);

async function run(cluster: Cluster, storage: MovableStorage, options: Options): Promise<string[]> {
  const { uploads, atOnce, seed } = options;
  const customers = await customersOf(cluster);
  let isOver = false;
  const began = Date.now();
  const seconds = (): string => ((Date.now() - began) / 1000).toFixed(0);
  const harm = harmUntil(() => isOver, cluster, { random: new Random(seed), storage, say });
  const uploaded = await uploadAll(cluster, {
    customers,
    uploads,
    atOnce,
    random: new Random(seed + 1),
  }).finally(() => {
    isOver = true;
  });
  const kills = await harm;
  say(`\nseed ${seed}, ${uploads} uploads, ${atOnce} at once, ${seconds()} s`);
  const counted = (counts: ReadonlyMap<string, number>): string =>
    [...counts].map(([what, times]) => `${what} ×${times}`).join(', ') || 'nothing';
  say(`harmed      ${counted(kills)}`);
  const { files, abandoned, resumed, retries } = uploaded;
  say(`uploads     ${files.length} acknowledged (${resumed} begun twice), ${abandoned} broken off for good`);
  say(`  retried   ${counted(retries)}`);
  const found = await differences(cluster, customers, uploaded);
  say(`verdicts    all after ${seconds()} s`);
  const { before, after } = await sweep(cluster, storage.folder, files.length);
  say(`storage     ${before} files, ${after} after the sweep`);
  const { said, differs } = await reconcile(cluster);
  say(`reconcile   ${said}`);
  if (after !== files.length) found.push(`${after} files are stored, ${files.length} were acknowledged`);
  if (differs) found.push('npm run files -- reconcile found something');
  return found;
}

async function main(options: Options): Promise<void> {
  let storage: MovableStorage | undefined;
  const prepareFiles = (link: string): void => {
    rmdirSync(link);
    mkdirSync(`${link}-disk`);
    storage = new MovableStorage(link, `${link}-disk`);
  };
  const cluster = await Cluster.start({ instances: 2, scanner: true, prepareFiles, say });
  let found: string[];
  try {
    if (!cluster.members.has('clamd'))
      say('! clamd is not here: no malware is sent, structure alone is judged');
    found = await run(cluster, storage!, options);
  } finally {
    await cluster.stop();
  }
  say(
    `audit       ${found.length === 0 ? 'nothing lost, doubled, unjudged, wrongly judged or left over' : ''}`,
  );
  for (const line of found.slice(0, SHOWN)) say(`  ${line}`);
  if (found.length === 0) cluster.remove();
  else say(`Logs and databases are kept in ${cluster.folder}.`);
  process.exit(found.length === 0 ? 0 : 1);
}

new Command('npm run chaos:files --')
  .description(
    'Uploads while app, scan worker, clamd, storage and database are killed at random; then an audit.',
  )
  .option('--uploads <n>', 'how many', number, 1_000)
  .option('--seed <n>', 'of documents and kills', number, 7)
  .option('--at-once <n>', 'uploads under way at the same time', number, 16)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
