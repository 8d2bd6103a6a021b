import { randomBytes, randomUUID } from 'node:crypto';
import type { Client } from 'pg';

interface Column {
  readonly name: string;
  readonly type: string;
}

/** As superuser: puts a row of each partner into the table, whatever its columns; of checks, references and generated values it has none after. */
export async function oneRowEach(admin: Client, table: string, partnerIds: readonly string[]): Promise<void> {
  await dropRules(admin, table);
  const required = await requiredColumns(admin, table);
  for (const partnerId of partnerIds) {
    const row = Object.fromEntries(
      required.map(({ name, type }) => [name, someValue(type, `${table}.${name}`)]),
    );
    await admin.query(
      `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::${table}, $1)`,
      [{ ...row, partner_id: partnerId }],
    );
  }
}

async function dropRules(admin: Client, table: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT quote_ident(conname) AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('c', 'f')`,
    [table],
  );
  for (const { name } of rows) await admin.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  const generated = await admin.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attgenerated <> ''`,
    [table],
  );
  for (const { name } of generated.rows)
    await admin.query(`ALTER TABLE ${table} ALTER COLUMN ${name} DROP EXPRESSION`);
}

async function requiredColumns(admin: Client, table: string): Promise<Column[]> {
  const { rows } = await admin.query<Column>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull`,
    [table],
  );
  return rows;
}

let numbers = 0;

/** Unlike any other, so that no unique index minds. */
function someValue(type: string, column: string): unknown {
  if (type === 'uuid') return randomUUID();
  if (type === 'text' || type === 'character varying') return randomBytes(8).toString('hex');
  if (type === 'bytea') return `\\x${randomBytes(8).toString('hex')}`;
  if (/^(smallint|integer|bigint|numeric)$/.test(type)) return (numbers += 1);
  if (/^(timestamp|date)/.test(type)) return '2026-01-01T00:00:00Z';
  if (type === 'boolean') return false;
  if (/^jsonb?$/.test(type)) return {};
  throw new Error(`${column} is ${type}: say here what a value of that is.`);
}
