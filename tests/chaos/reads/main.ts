import { Command } from 'commander';
import { audit } from '../audit/audit';
import { collect, untilQuiet } from '../audit/collect';
import { Cluster } from '../cluster/cluster';
import { Acknowledged } from '../load/acknowledged';
import { positiveNumber } from '../positive-number';
import { outcomeLines } from '../report';
import { readAll } from './read-all';

interface Options {
  readonly journeys: number;
  readonly seed: number;
  readonly travellers: number;
  readonly minutes: number;
}

const QUIET_MS = 180_000;

async function main(options: Options): Promise<void> {
  const say = (line: string): void => console.log(line);
  const cluster = await Cluster.start({ instances: 2, say });
  let whole: boolean;
  try {
    const load = new Acknowledged();
    const began = Date.now();
    await readAll(cluster.credentials, options, load);
    const seconds = (Date.now() - began) / 1000;
    const { journeys, requests, readsJudged, replays } = load.counts;
    say(
      `\nseed ${options.seed}, ${options.travellers} travellers, 2 instances of each app, ${seconds.toFixed(0)} s: ` +
        `${(journeys / seconds).toFixed(1)} journeys, ${(requests / seconds).toFixed(0)} requests a second`,
    );
    const stale = load.findings.filter(({ kind }) => kind === 'stale').length;
    say(
      `journeys    ${journeys}, ${readsJudged} reads judged, ${stale} stale; ${replays} answers asked for again`,
    );
    const quietAfterMs = await untilQuiet(cluster, QUIET_MS);
    const evidence = await collect(cluster, load);
    const findings = [...load.findings, ...audit(evidence)];
    say(outcomeLines({ load, evidence, findings, quietAfterMs }));
    const { endedByThemselves } = cluster;
    if (endedByThemselves.length > 0) say(`ended by itself: ${endedByThemselves.join(', ')}`);
    whole = findings.length === 0 && endedByThemselves.length === 0;
  } finally {
    await cluster.stop();
  }
  if (whole) cluster.remove();
  else say(`Logs and databases are kept in ${cluster.folder}.`);
  process.exit(whole ? 0 : 1);
}

new Command('npm run reads --')
  .description('Whole journeys without faults; every read is judged by what was acknowledged before it.')
  .option('--journeys <n>', 'customers', positiveNumber, 10_000)
  .option('--minutes <n>', 'after which none begins', positiveNumber, 120)
  .option('--seed <n>', 'of the journeys', positiveNumber, 8)
  .option('--travellers <n>', 'customers under way at the same time', positiveNumber, 48)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
