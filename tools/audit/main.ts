import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '../local-stack/project-root';
import { verifyChain } from './verify-chain';

/** The databases that hold an operator log. */
const APPS = ['onboarding', 'customer', 'file'] as const;

const program = new Command('audit').description("The operators' audit logs.");

program
  .command('verify')
  .description('hashes every entry of every log anew; exits 1 where a chain is broken')
  .option('--database <url>', 'of one app; default: those of the running local stack')
  .action(async ({ database }: { database?: string }) => {
    const logs = database ? { [database.split('/').at(-1)!]: database } : localDatabases();
    const broken = [];
    for (const [name, url] of Object.entries(logs)) {
      const { entries, head, brokenAt } = await verifyChain(url);
      const verdict = brokenAt === undefined ? 'whole' : `BROKEN at entry ${brokenAt}`;
      console.log(`${name.padEnd(10)} ${String(entries).padStart(8)} entries  ${verdict}  head ${head}`);
      if (brokenAt !== undefined) broken.push(name);
    }
    process.exitCode = broken.length > 0 ? 1 : 0;
  });

function localDatabases(): Record<string, string> {
  const file = join(projectRoot(), '.local/stack.json');
  const { postgres } = JSON.parse(readFileSync(file, 'utf8')) as { postgres: Record<string, string> };
  return Object.fromEntries(APPS.map((app) => [app, postgres[app]!]));
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
