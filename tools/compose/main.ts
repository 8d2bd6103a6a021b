import { Command } from 'commander';
import { prepare } from './prepare';
import { newSecrets, writeSecretsOnce } from './secrets';

const program = new Command('compose').description(
  'What the one-shot services of docker-compose.yml run; each may run again.',
);

program
  .command('secrets')
  .description('makes every key and password, unless they are there')
  .action(() => {
    const made = writeSecretsOnce('/secrets', newSecrets('postgres:5432'));
    console.log(made ? 'made the secrets' : 'the secrets are there');
  });

program
  .command('prepare')
  .description('roles, databases, migrations, topics, partners, operators, stack.json')
  .action(() =>
    prepare({ secrets: '/secrets/own', state: '/var/lib/oceafin/state', jwks: '/var/lib/oceafin/jwks' }),
  );

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
