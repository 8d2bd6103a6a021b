import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '@oceafin/platform';
import { Client } from 'pg';
import { migrationsOf } from '../../tools/database/databases';
import { withClient } from '../../tools/database/provision';
import { pgbench } from '../pgbench';
import type { Servers } from '../servers';
import { EdgeStack } from './edge-stack';
import { CONNECTIONS } from './load';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

const ROLES = ['customer_runtime', 'partner_access_runtime'];
/** Not once per request, but a few times a second. */
const NOW_AND_THEN = /lease_tokens|clock_timestamp\(\)\) \* 1000|^SELECT 1$/;

/** One creation after the other in pgbench: what the server was sent for one, with values of its own each time. */
export async function createInPgbench(servers: Servers, seconds: number): Promise<number> {
  const statements = await statementsOfOneCreation(servers);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const url = await databaseOfBoth(servers);
    const script = join(folder, 'create.sql');
    const partner = await partnerOf(servers);
    writeFileSync(script, await withClient(url, (db) => scriptOf(db, statements, partner)));
    return await pgbench(url, script, { connections: CONNECTIONS, seconds, prepared: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** pgbench knows one database; the app's own and the access database share no table. */
async function databaseOfBoth(servers: Servers): Promise<string> {
  const url = servers.url('bench_create');
  await withClient(servers.url('postgres'), (db) => db.query('CREATE DATABASE bench_create'));
  await migrateDatabase({ ownerUrl: url, migrations: migrationsOf('customer') });
  await migrateDatabase({ ownerUrl: url, migrations: migrationsOf('partner_access') });
  return url;
}

async function statementsOfOneCreation(servers: Servers): Promise<Statement[]> {
  const admin = servers.url('postgres');
  const logAs = (what: string) =>
    withClient(admin, async (db) => {
      for (const role of ROLES) await db.query(`ALTER ROLE ${role} SET log_statement = '${what}'`);
    });
  await (await EdgeStack.start(servers)).stop(); // makes the roles
  await logAs('all');
  const stack = await EdgeStack.start(servers);
  try {
    await stack.newCustomer();
    const before = readFileSync(servers.postgresLog, 'utf8').length;
    await stack.create(`traced-${randomUUID()}`);
    const logged = readFileSync(servers.postgresLog, 'utf8').slice(before);
    return statementsIn(logged).filter(({ sql }) => !NOW_AND_THEN.test(sql));
  } finally {
    await stack.stop();
    await logAs('none');
  }
}

function statementsIn(log: string): Statement[] {
  const entries = log.split(/\n(?=\d{4}-\d\d-\d\d )/).map((entry) => entry.replace(/\n\t/g, '\n'));
  return entries.flatMap((entry, at) => {
    const [, simple, prepared] = /LOG: {2}(?:statement: ([^]*)|execute [^:]+: ([^]*))$/.exec(entry) ?? [];
    const sql = (simple ?? prepared)?.trim();
    if (sql === undefined) return [];
    const [, list = ''] = /DETAIL: {2}[Pp]arameters: ([^]*)$/.exec(entries[at + 1] ?? '') ?? [];
    const parameters = [...list.matchAll(/\$\d+ = (NULL|'((?:[^']|'')*)')/g)];
    return [{ sql, parameters: parameters.map(([, given, text]) => (given === 'NULL' ? null : text!)) }];
  });
}

async function partnerOf(servers: Servers): Promise<string> {
  const { rows } = await withClient(servers.url('partner_access'), (db) =>
    db.query<{ id: string }>(`SELECT partner_id AS id FROM partners WHERE name = 'acme'`),
  );
  return rows[0]!.id;
}

async function scriptOf(db: Client, statements: readonly Statement[], partner: string): Promise<string> {
  const own = ownValues(statements, partner);
  const lines = ['\\set n random(1, 9000000000000000000)'];
  for (const statement of statements) lines.push(`${await written(db, statement, own)};`);
  return `${lines.join('\n')}\n`;
}

/** What every request has of its own: its ids, its reference and key, its nonce. */
function ownValues(statements: readonly Statement[], partner: string): string[] {
  const text = statements.flatMap(({ parameters }) => parameters).join('\n');
  const ids = text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
  return [...new Set(ids)].filter((id) => id !== partner);
}

async function written(db: Client, { sql, parameters }: Statement, own: readonly string[]): Promise<string> {
  if (parameters.length === 0) return sql;
  await db.query(`PREPARE one AS ${sql}`);
  const { rows } = await db.query<{ types: string[] }>(
    `SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'one'`,
  );
  await db.query('DEALLOCATE one');
  return sql.replace(/\$(\d+)/g, (_all, place: string) => {
    const at = Number(place) - 1;
    return `(${valueOf(parameters[at] ?? null, own)})::${rows[0]!.types[at]}`;
  });
}

/** The value with all that is a request's own drawn anew, the same for all statements of one. */
function valueOf(value: string | null, own: readonly string[]): string {
  if (value === null) return 'NULL';
  return own
    .filter((id) => value.includes(id))
    .reduce((sql, id) => `replace(${sql}, '${id}', md5('${id}' || (:n)::text)::uuid::text)`, literal(value));
}

/** pgbench would take what follows a colon for a variable, in literals too. The log has quotes doubled already. */
const literal = (value: string): string => `E'${value.replaceAll('\\', '\\\\').replaceAll(':', '\\x3a')}'`;
