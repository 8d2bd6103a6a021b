import { writeFileSync } from 'node:fs';
import { SANDBOX_OUTCOMES, type SandboxOutcome } from '@oceafin/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { projectRoot } from '../local-stack/project-root';
import { runJourney } from './journey';
import { KINDS, type Kind } from './outcomes';
import { findStack, type StackOptions } from './stack';
import { consoleTimeline } from './timeline';

interface Options extends Omit<StackOptions, 'partner'> {
  kind: Kind | 'both';
  outcome?: SandboxOutcome;
  plain?: boolean;
  as: string;
  timeout: number;
  stay?: string;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number of seconds above 0');
  return value;
}

async function main(options: Options): Promise<void> {
  process.chdir(projectRoot());
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const timeline = consoleTimeline(write, !options.plain && process.stdout.isTTY);
  const stack = findStack({ ...options, partner: options.as });
  const kinds = options.kind === 'both' ? KINDS : [options.kind];
  const results = await runJourney(stack, timeline, {
    kinds,
    outcome: options.outcome,
    timeoutMs: options.timeout * 1000,
  });
  write('\nThe journey went as expected:');
  for (const { kind, outcome, customerId, statuses, tookMs } of results) {
    const took = `${(tookMs / 1000).toFixed(1)} s`;
    write(`  ${kind.padEnd(10)} ${outcome.padEnd(16)} ${customerId}  ${statuses.at(-1)} after ${took}`);
  }
  if (options.stay !== undefined) await stay(options.stay, write, stack.ingress);
}

/** For a container that tells by its health whether the journey passed. */
async function stay(marker: string, write: (line: string) => void, ingress: string): Promise<void> {
  writeFileSync(marker, '');
  write(`\nThe stack is up. Inside its network the API is at ${ingress}/partner/v1.`);
  await new Promise<void>((resolve) => {
    const pulse = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(pulse);
        resolve();
      });
    }
  });
}

new Command('journey')
  .description('Takes customers through a running stack, HTTP calls and Kafka events side by side.')
  .addOption(new Option('--kind <kind>').choices([...KINDS, 'both']).default('both'))
  .addOption(new Option('--outcome <outcome>', 'metadata.sandboxOutcome').choices(SANDBOX_OUTCOMES))
  .option('--plain', 'no colours')
  .option('--as <name>', 'partner: a file partners/<name>.env', 'acme')
  .option('--timeout <seconds>', 'for each customer', seconds, 300)
  .option('--state-dir <folder>', 'where stack.json and the credentials are', '.local')
  .option('--ingress <url>', 'instead of what stack.json says')
  .option('--kafka <brokers>', 'instead of what stack.json says')
  .option('--stay <file>', 'when all went well, write this file and stay up until stopped')
  .action(main)
  .parseAsync()
  // A consumer whose broker was restarted may leave a retry timer behind; nothing is awaited any more.
  .then(() => process.exit())
  .catch((error: unknown) => {
    process.stderr.write(`\nThe journey failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
