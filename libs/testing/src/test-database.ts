import { randomBytes } from 'node:crypto';
import { type Client, escapeIdentifier } from 'pg';
import { type DatabaseName, migrationsOf, ROLES, type RoleName } from '../../../tools/database/databases';
import {
  type Passwords,
  provisionDatabase,
  provisionRoles,
  withClient,
} from '../../../tools/database/provision';
import { serverAddress } from './servers/address';

export interface TestDatabase {
  readonly name: string;
  /** Connection URLs, each as one of the app's own login roles. */
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
  readonly workerUrl: string;
  /** Superuser: sees past row-level security. */
  readonly adminUrl: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

const PASSWORD = 'test';
const passwords = Object.fromEntries(ROLES.map((role) => [role, PASSWORD])) as Passwords;

/**
 * A fresh database of the run's real PostgreSQL, migrated as that app's is; `empty: true` gives one
 * without any table.
 */
export async function testDatabase(
  app: DatabaseName,
  options: { empty?: boolean } = {},
): Promise<TestDatabase> {
  const adminUrl = serverAddress('TEST_POSTGRES_URL');
  const name = `${app}_${randomBytes(6).toString('hex')}`;
  await withClient(adminUrl, async (admin) => {
    await prepare(admin, app, options.empty === true);
    if (options.empty) {
      await provisionDatabase(admin, app, name);
      return;
    }
    const template = escapeIdentifier(templateOf(app));
    await admin.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${template} OWNER ${app}_owner`);
  });
  return {
    name,
    ownerUrl: urlFor(name, `${app}_owner`),
    runtimeUrl: urlFor(name, `${app}_runtime`),
    workerUrl: urlFor(name, `${app}_worker`),
    adminUrl: Object.assign(new URL(adminUrl), { pathname: name }).href,
    drop: () =>
      withClient(adminUrl, async (admin) => {
        await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
      }),
  };
}

const templateOf = (app: DatabaseName): string => `template_${app}`;

function urlFor(database: string, role: RoleName): string {
  return Object.assign(new URL(serverAddress('TEST_POSTGRES_URL')), {
    username: role,
    password: PASSWORD,
    pathname: database,
  }).href;
}

/** The first worker that needs it makes roles and a migrated template; the others wait for it. */
async function prepare(admin: Client, app: DatabaseName, empty: boolean): Promise<void> {
  await admin.query(`SELECT pg_advisory_lock(hashtext('oceafin test roles'))`);
  const { rowCount } = await admin.query(`SELECT 1 FROM pg_roles WHERE rolname = $1`, [ROLES.at(-1)]);
  if (!rowCount) await provisionRoles(admin, passwords);
  await admin.query(`SELECT pg_advisory_unlock(hashtext('oceafin test roles'))`);
  if (empty) return;
  await admin.query(`SELECT pg_advisory_lock(hashtext($1))`, [app]);
  const template = templateOf(app);
  const made = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [
    template,
  ]);
  if (!made.rowCount) await makeTemplate(admin, app, template);
  await admin.query(`SELECT pg_advisory_unlock(hashtext($1))`, [app]);
}

async function makeTemplate(admin: Client, app: DatabaseName, template: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(template)} WITH (FORCE)`);
  await provisionDatabase(admin, app, template);
  const { migrateDatabase } = await import('@oceafin/platform');
  await migrateDatabase({ ownerUrl: urlFor(template, `${app}_owner`), migrations: migrationsOf(app) });
  await admin.query(`ALTER DATABASE ${escapeIdentifier(template)} WITH IS_TEMPLATE true`);
}
