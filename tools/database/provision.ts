import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { DATABASES, type DatabaseName, RIGHTS, ROLES, type RoleName } from './databases';

export type Passwords = Readonly<Record<RoleName, string>>;

/**
 * Makes the login roles and the databases, or brings existing ones to the wanted state.
 * @param adminUrl connection URL of a role that may create roles and databases
 * @returns the names of what it made anew
 */
export async function provision(adminUrl: string, passwords: Passwords): Promise<string[]> {
  return withClient(adminUrl, async (admin) => {
    const made = await provisionRoles(admin, passwords);
    for (const database of DATABASES) {
      if (await provisionDatabase(admin, database, database)) made.push(database);
    }
    return made;
  });
}

/** None of them may pass by row-level security. */
export async function provisionRoles(admin: Client, passwords: Passwords): Promise<string[]> {
  const { rows } = await admin.query<{ rolname: string }>('SELECT rolname FROM pg_roles');
  const known = new Set(rows.map((row) => row.rolname));
  for (const role of ROLES) {
    const verb = known.has(role) ? 'ALTER' : 'CREATE';
    await admin.query(
      `${verb} ROLE ${escapeIdentifier(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
       PASSWORD ${escapeLiteral(passwords[role])}`,
    );
  }
  return ROLES.filter((role) => !known.has(role));
}

/**
 * Makes a database that only its own three roles may enter.
 * @param name its name on the server; specs have many of one kind
 * @returns false when it was there
 */
export async function provisionDatabase(admin: Client, kind: DatabaseName, name: string): Promise<boolean> {
  const database = escapeIdentifier(name);
  const owner = escapeIdentifier(`${kind}_owner`);
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (!rowCount) {
    // CREATE DATABASE … OWNER asks that the admin be a member of the owner, unless it is a superuser.
    await admin.query(`GRANT ${owner} TO CURRENT_USER`);
    await admin.query(`CREATE DATABASE ${database} OWNER ${owner} ENCODING 'UTF8' TEMPLATE template0`);
  }
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  for (const right of RIGHTS) {
    await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${escapeIdentifier(`${kind}_${right}`)}`);
  }
  return !rowCount;
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
