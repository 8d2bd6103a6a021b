import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '../local-stack/project-root';
import { inSnapshot } from './in-snapshot';
import { verifyChain } from './verify-chain';
import { verifyLines } from './verify-lines';

/** The apps that tell the audit log, which is onboarding's, of what operators do there. */
const TELLING = ['customer', 'file'] as const;

type Databases = Record<'onboarding' | (typeof TELLING)[number], string>;

const program = new Command('audit').description("The operators' audit log.");

program
  .command('verify')
  .description(
    "hashes every entry of the audit log anew and compares the apps' own lines with it; exits 1 where anything was changed or removed",
  )
  .option('--onboarding <url>', 'its database; default: that of the running local stack')
  .option('--customer <url>', 'likewise')
  .option('--file <url>', 'likewise')
  .action(async (given: Partial<Databases>) => {
    const { onboarding, file, customer } = given;
    const databases =
      onboarding && file && customer ? { onboarding, file, customer } : { ...localDatabases(), ...given };
    if (!(await verify(databases))) process.exitCode = 1;
  });

/** @returns whether all is whole */
function verify(databases: Databases): Promise<boolean> {
  return inSnapshot(databases.onboarding, async (log) => {
    const { entries, head, brokenAt } = await verifyChain(log);
    say('onboarding', `${entries} entries`, brokenAt, `head ${head}`);
    let isWhole = brokenAt === undefined;
    for (const name of TELLING) {
      const verdict = await inSnapshot(databases[name], (app) => verifyLines(app, log, name));
      say(name, `${verdict.lines} lines`, verdict.brokenAt, `${verdict.untold} not told yet`);
      isWhole &&= verdict.brokenAt === undefined;
    }
    return isWhole;
  });
}

function say(name: string, count: string, brokenAt: number | undefined, more: string): void {
  const verdict = brokenAt === undefined ? 'whole' : `BROKEN at ${brokenAt}`;
  console.log(`${name.padEnd(10)} ${count.padStart(16)}  ${verdict}  ${more}`);
}

function localDatabases(): Databases {
  const file = join(projectRoot(), '.local/stack.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { postgres: Databases }).postgres;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
