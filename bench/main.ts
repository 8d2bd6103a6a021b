import { cpus } from 'node:os';
import { Argument, Command } from 'commander';
import { consume } from './consume';
import { insertWithOutbox } from './insert';
import { latency } from './latency';
import { type Result, table } from './measure';
import { memory } from './memory';
import { rebuildRate } from './projections/rebuild-rate';
import { relayDrain } from './relay-drain';
import { Servers } from './servers';

interface Options {
  readonly only?: string;
  readonly rows: string;
  readonly messages: string;
  readonly events: string;
  readonly memoryEvents: string;
}

async function main(_what: string, options: Options): Promise<void> {
  const servers = await Servers.start();
  const results: Result[] = [];
  const wanted = (name: string): boolean =>
    options.only === undefined || options.only.split(',').includes(name);
  const measure = async (name: string, work: () => Promise<Result[]>): Promise<void> => {
    if (!wanted(name)) return;
    process.stderr.write(`measuring ${name}\n`);
    results.push(...(await work()));
  };
  try {
    console.log(
      `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, PostgreSQL and Kafka beside it, fsync on\n`,
    );
    await measure('drain', () => relayDrain(servers, Number(options.rows)));
    await measure('insert', () => insertWithOutbox(servers));
    await measure('latency', () => latency(servers));
    await measure('consume', () => consume(servers, Number(options.messages)));
    await measure('rebuild', () => rebuildRate(servers, Number(options.events)));
    console.log(table(results));
    if (wanted('memory')) console.log(`\n${await memory(servers, Number(options.memoryEvents))}`);
  } finally {
    await servers.stop();
  }
  process.exit(0);
}

new Command('npm run bench --')
  .description('Ratios to peers, measured beside each other in one run.')
  .addArgument(new Argument('<what>').choices(['messaging']))
  .option('--only <names>', 'drain,insert,latency,consume,rebuild,memory')
  .option('--rows <n>', 'that the relay drains', '200000')
  .option('--messages <n>', 'that are consumed', '50000')
  .option('--events <n>', 'that the projection is rebuilt from', '50000')
  .option('--memory-events <n>', 'that pass while memory is watched', '1000000')
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
