import { OPERATOR_ROLES, type OperatorRole } from '@oceafin/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { ensureOperatorKeys, mintOperatorToken } from './operator-keys';

/** What a local stack's apps are told to trust. */
const LOCAL_ISSUER = 'https://operators.oceafin.local';
const LOCAL_AUDIENCE = 'oceafin-operator-api';

const program = new Command('operators').description(
  'A local issuer of operator tokens, for sandboxes. Elsewhere any OIDC provider takes its place.',
);
const folder = new Option('--folder <path>', "the issuer's keys").default('.local/operators');

program
  .command('keys')
  .description('makes the key pair and its JWKS file unless they are there')
  .addOption(folder)
  .action(async (options: { folder: string }) => console.log(await ensureOperatorKeys(options.folder)));

program
  .command('mint')
  .description('mints a token')
  .requiredOption('--name <name>')
  .addOption(new Option('--role <role>').choices(OPERATOR_ROLES).makeOptionMandatory())
  .option('--issuer <url>', '', LOCAL_ISSUER)
  .option('--audience <name>', '', LOCAL_AUDIENCE)
  .option('--days <days>', 'how long it is good', days, 30)
  .option('--out <path>', 'write it there instead of showing it')
  .addOption(folder)
  .action(
    async (options: {
      name: string;
      role: OperatorRole;
      issuer: string;
      audience: string;
      days: number;
      out?: string;
      folder: string;
    }) => {
      await ensureOperatorKeys(options.folder);
      const token = await mintOperatorToken(options.folder, options);
      if (options.out) writeFileSync(options.out, `${token}\n`, { mode: 0o600 });
      else console.log(token);
    },
  );

function days(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number of days.');
  return value;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
