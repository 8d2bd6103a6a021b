import { Argument, Command } from 'commander';
import { projectionsConfig } from './config';
import { type ProjectionName, PROJECTIONS } from './projections';
import { type Progress, rebuild } from './rebuild';
import { progressLines, resultLines } from './report';

const NAME = 'what to build';
const LINE_MS = 1_000;

const program = new Command('projections').description(
  'Builds a projection anew from its topic, beside the live table and while the app runs. May be interrupted and run again.',
);

program
  .command('rebuild')
  .description('and swaps it in; a difference to the table that was live is shown, and mended by that')
  .addArgument(new Argument('<projection>', NAME).choices(Object.keys(PROJECTIONS)))
  .option('--from-scratch', 'forget what an interrupted run left')
  .action((name: ProjectionName, { fromScratch }: { fromScratch?: boolean }) =>
    run('REBUILD', name, fromScratch ?? false),
  );

program
  .command('verify')
  .description('and compares it with the live one; ends with 1 when they differ')
  .addArgument(new Argument('<projection>', NAME).choices(Object.keys(PROJECTIONS)))
  .option('--from-scratch', 'forget what an interrupted run left')
  .action((name: ProjectionName, { fromScratch }: { fromScratch?: boolean }) =>
    run('VERIFY', name, fromScratch ?? false),
  );

async function run(
  mode: 'REBUILD' | 'VERIFY',
  projection: ProjectionName,
  fromScratch: boolean,
): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () =>
      interrupted.abort(new Error('Interrupted; the same command goes on from here.')),
    );
  }
  const line = progressLines(() => performance.now());
  let shownAt = -Infinity;
  const progress = (now: Progress): void => {
    if (performance.now() - shownAt < LINE_MS && now.done < now.total) return;
    shownAt = performance.now();
    console.log(`${projection}: ${line(now)}`);
  };
  const { signal } = interrupted;
  const result = await rebuild({ ...projectionsConfig(), projection, mode, fromScratch, signal, progress });
  console.log(resultLines(mode, result).join('\n'));
  if (mode === 'VERIFY' && !result.isEqual) process.exitCode = 1;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
