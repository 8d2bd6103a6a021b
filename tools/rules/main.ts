import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { explain } from './explain';

const program = new Command('rules').description('The onboarding rules.');

program
  .command('explain')
  .description('what the rules make of the body of a submission; no server is asked')
  .argument('<file>', 'JSON')
  .option('--at <instant>', 'by the rules of that time', instant, new Date())
  .action(async (file: string, { at }: { at: Date }) => {
    const body: unknown = JSON.parse(readFileSync(file, 'utf8'));
    console.log((await explain(body, at)).join('\n'));
  });

function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('a date or an instant, RFC 3339');
  return at;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
