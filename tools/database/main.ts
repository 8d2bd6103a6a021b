import { Argument, Command } from 'commander';
import { migrateDatabase } from '@oceafin/platform';
import { migrateConfig, provisionConfig, topicsConfig } from './config';
import { DATABASES, type DatabaseName, migrationsOf } from './databases';
import { provision } from './provision';
import { createTopics } from './topics';

const program = new Command('db').description(
  'Prepares the databases and the topics of a deployment. Every command may be run again.',
);

program
  .command('provision')
  .description('makes login roles and databases (DATABASE_ADMIN_URL, <ROLE>_PASSWORD of each role)')
  .action(async () => {
    const { adminUrl, passwords } = provisionConfig();
    report('made', await provision(adminUrl, passwords));
  });

program
  .command('migrate')
  .description('applies what is pending (<DATABASE>_DATABASE_OWNER_URL of each database)')
  .addArgument(new Argument('[databases...]', 'all unless named').choices(DATABASES))
  .action(async (named: DatabaseName[]) => {
    const urls = migrateConfig(named.length > 0 ? named : DATABASES);
    for (const [database, ownerUrl] of urls) {
      report(`${database}: applied`, await migrateDatabase({ ownerUrl, migrations: migrationsOf(database) }));
    }
  });

program
  .command('topics')
  .description('makes the topics (KAFKA_BROKERS, TOPIC_PREFIX, TOPIC_REPLICATION_FACTOR)')
  .action(async () => report('made', await createTopics(topicsConfig())));

function report(verb: string, names: string[]): void {
  console.log(`${verb} ${names.length > 0 ? names.join(', ') : 'nothing, all was there'}`);
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
