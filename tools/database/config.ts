import { integer, list, loadConfig, postgresUrl, str } from '@oceafin/platform';
import { DATABASES, type DatabaseName, ROLES } from './databases';
import type { Passwords } from './provision';
import type { TopicsOptions } from './topics';

/** What `provision` reads: DATABASE_ADMIN_URL and `<ROLE>_PASSWORD` of each role, e.g. FILE_WORKER_PASSWORD. */
export function provisionConfig(): { adminUrl: string; passwords: Passwords } {
  const variables = Object.fromEntries(
    ROLES.map((role) => [`${role.toUpperCase()}_PASSWORD`, str({ desc: `password of role ${role}` })]),
  );
  const config = loadConfig(
    { ...variables, DATABASE_ADMIN_URL: postgresUrl({ desc: 'a role that may create roles and databases' }) },
    process.env,
  ) as Record<string, string>;
  const passwords = Object.fromEntries(ROLES.map((role) => [role, config[`${role.toUpperCase()}_PASSWORD`]]));
  return { adminUrl: config.DATABASE_ADMIN_URL ?? '', passwords: passwords as Passwords };
}

/** What `migrate` reads: `<DATABASE>_DATABASE_OWNER_URL` of each database, e.g. FILE_DATABASE_OWNER_URL. */
export function migrateConfig(databases: readonly DatabaseName[] = DATABASES): Map<DatabaseName, string> {
  const variable = (database: DatabaseName): string => `${database.toUpperCase()}_DATABASE_OWNER_URL`;
  const specs = Object.fromEntries(
    databases.map((database) => [variable(database), postgresUrl({ desc: `role ${database}_owner` })]),
  );
  const config = loadConfig(specs, process.env);
  return new Map(databases.map((database) => [database, config[variable(database)] ?? '']));
}

export function topicsConfig(): TopicsOptions {
  const config = loadConfig(
    {
      KAFKA_BROKERS: list({ desc: 'host:port, comma-separated' }),
      TOPIC_PREFIX: str({ default: '' }),
      TOPIC_REPLICATION_FACTOR: integer(1, 100)({ default: 1 }),
    },
    process.env,
  );
  return {
    brokers: config.KAFKA_BROKERS,
    prefix: config.TOPIC_PREFIX,
    replicationFactor: config.TOPIC_REPLICATION_FACTOR,
  };
}
