import { Command, Option } from 'commander';
import { Cluster } from '../cluster/cluster';
import { positiveNumber } from '../positive-number';
import type { Target } from '../schedule/schedule';
import { effectsOf } from './effects';
import { createCustomer, handInFile, type KeyRace, raceKeys } from './key-races';
import { raceNonces } from './nonce-races';

interface Options {
  readonly keys: number;
  readonly files: number;
  readonly callers: number;
  readonly tries: number;
  readonly kills: number;
  readonly only?: string;
}

const CUSTOMER_KILLS: readonly Target[] = ['customer 1', 'postgres', 'customer 2'];
const NONCE_KILLS: readonly Target[] = ['postgres', 'customer 1', 'postgres'];

async function main({ keys, files, callers, tries, kills, only }: Options): Promise<void> {
  const cluster = await Cluster.start({ instances: 2, say: (line) => console.log(line) });
  const faults: string[] = [];
  try {
    const customers = { mutation: createCustomer, keys: named('race-c', keys), callers };
    const uploads = { mutation: handInFile, keys: named('race-f', files), callers };
    const races: Record<string, () => Promise<string[]>> = {
      keys: () => keyRace(cluster, { ...customers, kills: CUSTOMER_KILLS.slice(0, kills) }),
      files: () => keyRace(cluster, { ...uploads, kills: ['file 2'] }),
      nonces: () => nonceRace(cluster, tries, NONCE_KILLS.slice(0, kills)),
    };
    for (const [name, race] of Object.entries(races)) {
      if (only === undefined || only === name) faults.push(...(await race()));
    }
    for (const fault of faults.slice(0, 30)) console.log(`✘ ${fault}`);
  } finally {
    await cluster.stop();
  }
  if (faults.length === 0) cluster.remove();
  else console.log(`${faults.length} faults. Logs and databases are kept in ${cluster.folder}.`);
  process.exit(faults.length === 0 ? 0 : 1);
}

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

async function keyRace(cluster: Cluster, race: KeyRace): Promise<string[]> {
  const began = Date.now();
  const { app } = race.mutation;
  const { answers, faults } = await raceKeys(cluster, race);
  const seconds = (Date.now() - began) / 1000;
  const effects = await effectsOf(cluster, app, race.keys[0]!.replace(/\d+$/, ''));
  console.log(
    `keys    ${race.keys.length} at ${app}, ${race.callers} callers at 2 instances, kill -9 of ${race.kills.join(', ')} (${seconds.toFixed(0)} s)`,
  );
  console.log(`  answers ${listed(answers)}`);
  console.log(`  effects ${effects.map(({ what, count }) => `${count} ${what}`).join(', ')}`);
  const doubled = effects.filter(({ count }) => count !== race.keys.length);
  return [...faults, ...doubled.map(({ what, count }) => `${count} ${what} of ${race.keys.length} keys`)];
}

async function nonceRace(cluster: Cluster, tries: number, kills: readonly Target[]): Promise<string[]> {
  const began = Date.now();
  const { outcomes, faults, won, refusedAgain, refusedAtOnce } = await raceNonces(cluster, { tries, kills });
  const seconds = (Date.now() - began) / 1000;
  console.log(
    `nonces  ${tries}, each at two instances at once, kill -9 of ${kills.join(', ')} (${seconds.toFixed(0)} s)`,
  );
  console.log(`  outcomes ${listed(outcomes)}`);
  console.log(`  again at once, without a pause, amid the kills: ${refusedAtOnce} refused`);
  console.log(`  again after kill -9 of PostgreSQL and both instances: ${refusedAgain} of ${won} refused`);
  return faults;
}

const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${name} ×${count}`).join(', ');

new Command('npm run races --')
  .description('Many callers with one key, and one nonce at two instances, while processes are killed.')
  .option('--keys <n>', 'customers created', positiveNumber, 1_000)
  .option('--files <n>', 'files handed in', positiveNumber, 100)
  .option('--callers <n>', 'of each key, half at each instance', positiveNumber, 32)
  .option('--tries <n>', 'of nonces', positiveNumber, 10_000)
  .option('--kills <n>', 'processes killed in each of the two, at most 3', positiveNumber, 3)
  .addOption(new Option('--only <race>', 'one of the three').choices(['keys', 'files', 'nonces']))
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
