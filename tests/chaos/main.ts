import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { runChaos } from './chaos-run';
import { Cluster } from './cluster/cluster';
import { positiveNumber } from './positive-number';
import { report } from './report';
import { describeFault, scheduleOf } from './schedule/schedule';

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly instances: number;
  readonly brokers: number;
  readonly travellers: number;
  readonly plan?: boolean;
}

async function main(options: Options): Promise<void> {
  const say = (line: string): void => console.log(line);
  if (options.plan) {
    for (const fault of scheduleOf(options))
      say(`${(fault.atMs / 1000).toFixed(1).padStart(7)} s  ${describeFault(fault)}`);
    return;
  }
  const cluster = await Cluster.start({ instances: options.instances, brokers: options.brokers, say });
  let whole: boolean;
  try {
    const ran = await runChaos(cluster, { ...options, say });
    say(`\n${report(ran)}`);
    whole = ran.findings.length === 0 && ran.endedByThemselves.length === 0;
    writeFileSync(join(cluster.folder, 'findings.json'), JSON.stringify(ran.findings, null, 1));
  } finally {
    await cluster.stop();
  }
  if (whole) cluster.remove();
  else
    say(
      `\nLogs, databases and findings.json are kept in ${cluster.folder}; the same seed gives the same faults.`,
    );
  process.exit(whole ? 0 : 1);
}

new Command('npm run chaos --')
  .description('Load and faults on a cluster of its own, then an audit of everything acknowledged.')
  .option('--minutes <n>', 'of load', positiveNumber, 5)
  .option('--seed <n>', 'of faults and journeys', positiveNumber, 42)
  .option('--instances <n>', 'of each app', positiveNumber, 2)
  .option('--brokers <n>', 'of Kafka; with several, every record is on all of them', positiveNumber, 1)
  .option('--travellers <n>', 'customers under way at the same time', positiveNumber, 64)
  .option('--plan', 'only print the faults')
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
