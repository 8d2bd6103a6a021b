import { Client } from 'pg';

/** Reads a database as it is at one moment: what is added meanwhile isn't asked about. */
export async function inSnapshot<T>(databaseUrl: string, read: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await read(client);
  } finally {
    await client.end();
  }
}
