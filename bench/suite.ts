import { cpus } from 'node:os';
import { Command } from 'commander';
import { type Result, table } from './measure';
import { Servers } from './servers';

interface Stoppable {
  stop(): Promise<void>;
}

/** Lines of the table, or text that stands below it. `sizes` are the suite's options, as given or by default. */
export type Part<S> = (servers: S, sizes: Sizes) => Promise<Result[] | string>;
export type Sizes = Readonly<Record<string, number>>;

export interface Suite<S extends Stoppable = Servers> {
  readonly name: string;
  /** What runs while the parts are measured; a broker and a PostgreSQL unless told. */
  readonly start?: () => Promise<S>;
  readonly parts: Readonly<Record<string, Part<S>>>;
  /** Options of the command, `relay-rows` for `--relay-rows`: what the number is, and its default. */
  readonly sizes: Readonly<Record<string, readonly [what: string, size: number]>>;
}

/** `npm run bench -- <name>`: the parts one after the other on the same servers, then one table. */
export function commandOf<S extends Stoppable>(suite: Suite<S>): Command {
  const names = Object.keys(suite.parts);
  const command = new Command(suite.name).option('--only <names>', names.join(','));
  for (const [flag, [what, size]] of Object.entries(suite.sizes)) {
    command.option(`--${flag} <n>`, what, String(size));
  }
  return command.action(async ({ only, ...given }: Record<string, string>) => {
    const wanted = only?.split(',') ?? names;
    const unknown = wanted.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`No such part: ${unknown.join(', ')}`);
    await measureAll(suite, wanted, numbers(given));
  });
}

const numbers = (given: Record<string, string>): Sizes =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]));

async function measureAll<S extends Stoppable>(
  suite: Suite<S>,
  wanted: readonly string[],
  sizes: Sizes,
): Promise<void> {
  const servers = await (suite.start?.() ?? (Servers.start() as unknown as Promise<S>));
  const results: Result[] = [];
  const notes: string[] = [];
  try {
    console.log(
      `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, PostgreSQL and Kafka beside it, fsync on\n`,
    );
    for (const name of wanted) {
      process.stderr.write(`measuring ${name}\n`);
      const found = await suite.parts[name]!(servers, sizes);
      if (typeof found === 'string') notes.push(found);
      else results.push(...found);
    }
    if (results.length > 0) console.log(table(results));
    for (const note of notes) console.log(`\n${note}`);
  } finally {
    await servers.stop();
  }
}
