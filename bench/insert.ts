import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbox } from '@oceafin/messaging';
import { DataSource, type Logger } from 'typeorm';
import { benchApp, event, NO_BROKER, NOTE, orderPlaced } from './bench-app';
import { median, rate, type Result } from './measure';
import { pgbench } from './pgbench';
import type { Servers } from './servers';

const SESSIONS = 8;
const SECONDS = 5;
const ROUNDS = 3;
const KEYS = 10_000;
const INSERT = 'INSERT INTO orders (customer, note) VALUES ($1, $2)';

/** A business row with its event in the same transaction, beside the business row alone. */
export async function insertWithOutbox(servers: Servers): Promise<Result[]> {
  return [await throughOurCode(servers), ...(await inPgbench(servers))];
}

async function throughOurCode(servers: Servers): Promise<Result> {
  const contract = orderPlaced(await servers.newTopic());
  const { app, db, close } = await benchApp({
    url: await servers.newDatabase(),
    brokers: NO_BROKER,
    contract,
  });
  const outbox = app.get(Outbox);
  const key = (): string => `k${Math.floor(Math.random() * KEYS)}`;
  const alone = (): Promise<unknown> => db.transaction((tx) => tx.query(INSERT, [key(), NOTE]));
  const both = (): Promise<unknown> =>
    db.transaction(async (tx) => {
      const customer = key();
      await tx.query(INSERT, [customer, NOTE]);
      await outbox.append(tx, [event(contract, customer, 1)]);
    });
  const rates = await alternating(alone, both);
  await close();
  return { what: 'insert + outbox through our code ÷ insert alone', ...rates, goal: { atLeast: 0.75 } };
}

async function alternating(
  alone: () => Promise<unknown>,
  both: () => Promise<unknown>,
): Promise<Pick<Result, 'ours' | 'peer' | 'ratio'>> {
  const found = { alone: [] as number[], both: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    found.alone.push(await repeatedly(alone));
    found.both.push(await repeatedly(both));
  }
  return compared(found);
}

const compared = ({
  alone,
  both,
}: Record<'alone' | 'both', number[]>): Pick<Result, 'ours' | 'peer' | 'ratio'> => ({
  ...{ ours: rate(median(both)), peer: rate(median(alone)), ratio: median(both) / median(alone) },
});

async function repeatedly(work: () => Promise<unknown>): Promise<number> {
  const until = Date.now() + SECONDS * 1_000;
  let done = 0;
  const session = async (): Promise<void> => {
    for (; Date.now() < until; done += 1) await work();
  };
  await Promise.all(Array.from({ length: SESSIONS }, session));
  return done / SECONDS;
}

/** The very statement of our code, without our code around it, and in its place one that does nothing. */
async function inPgbench(servers: Servers): Promise<Result[]> {
  const url = await servers.newDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const insert = `\\set key random(1, ${KEYS})\nBEGIN;\nINSERT INTO orders (customer, note) VALUES ('k' || :key, '${NOTE}');\n`;
  const added = { alone: '', both: `${await appendStatement(servers)};\n`, idle: 'SELECT 1;\n' };
  const names = ['alone', 'both', 'idle'] as const;
  for (const name of names) writeFileSync(join(folder, name), `${insert}${added[name]}COMMIT;\n`);
  const found = { alone: [] as number[], both: [] as number[], idle: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names)
      found[name].push(await pgbench(url, join(folder, name), { connections: SESSIONS, seconds: SECONDS }));
  }
  await rm(folder, { recursive: true });
  const { alone, both, idle } = found;
  return [
    {
      what: 'insert + outbox in pgbench ÷ insert alone',
      ...compared({ alone, both }),
      goal: { atLeast: 0.75 },
    },
    { what: 'insert + SELECT 1 in pgbench ÷ insert alone', ...compared({ alone, both: idle }) },
  ];
}

/** What one append sends to the server, its parameters written out and the key left open. */
async function appendStatement(servers: Servers): Promise<string> {
  const contract = orderPlaced(await servers.newTopic());
  const url = await servers.newDatabase();
  const { app, close } = await benchApp({ url, brokers: NO_BROKER, contract });
  const seen: { sql: string; parameters: unknown[] }[] = [];
  const logger = {
    logQuery: (sql: string, parameters: unknown[] = []) => seen.push({ sql, parameters }),
  } as unknown as Logger;
  const watched = await new DataSource({ type: 'postgres', url, logging: ['query'], logger }).initialize();
  await watched.transaction((tx) => app.get(Outbox).append(tx, [event(contract, 'KEY', 1)]));
  await Promise.all([watched.destroy(), close()]);
  const append = seen.find(({ sql }) => sql.includes('outbox_append'))!;
  return append.sql
    .replace(/\$(\d)/g, (_all, at: string) => literal(append.parameters[Number(at) - 1]))
    .replace(/\n/g, ' ');
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`;
  if (value === 'KEY') return `'k' || :key`;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : 'NULL';
}
