import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUBSCRIPTIONS, TOPICS } from '@oceafin/contracts';
import { testDatabase, type TestDatabase } from '@oceafin/testing';
import { buildApart } from '../../tests/e2e/support/apps';
import { withClient } from '../database/provision';

describe('npm run parked', () => {
  let database: TestDatabase;
  let build: ReturnType<typeof buildApart>;
  let elsewhere: string;
  let ids: string[];
  const consumer = SUBSCRIPTIONS.customer.group;
  const topic = TOPICS.file.name;
  const oneKey = `--app customer --topic ${topic} --key c1`;

  beforeAll(async () => {
    build = buildApart();
    elsewhere = mkdtempSync(join(tmpdir(), 'oceafin-parked-'));
    database = await testDatabase('customer');
    ids = await withClient(database.adminUrl, async (db) => {
      await db.query(
        `INSERT INTO parked_keys (consumer, topic, key, state, tries) VALUES ($1, $2, 'c1', 'PARKED', 6)`,
        [consumer, topic],
      );
      const { rows } = await db.query<{ id: string }>(
        `INSERT INTO parked_messages (consumer, topic, key, version, partition, "offset", headers, value, error_class, error_code)
         SELECT $1, $2, 'c1', n, 0, 40 + n, '{"ce_type":"com.example.Scanned.v1"}', convert_to('bytes ' || n, 'UTF8'), 'Error', code
           FROM unnest('{POISON,BEHIND_PARKED}'::text[]) WITH ORDINALITY AS m (code, n) RETURNING parked_id AS id`,
        [consumer, topic],
      );
      return rows.map(({ id }) => id);
    });
  });
  afterAll(async () => {
    await database?.drop();
    build?.remove();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  /** As a person runs it, in a folder where no local stack has left its addresses. */
  async function parked(...words: string[]): Promise<{ code: unknown; output: string }> {
    const main = join(build.dist, 'tools/parked/main.js');
    const env = { CUSTOMER_DATABASE_WORKER_URL: database.workerUrl, ACTOR: 'olga' };
    const child = spawn(process.execPath, [main, ...words.flatMap((word) => word.split(' '))], {
      ...{ cwd: elsewhere, env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, output };
  }
  const says = (code: number, pattern: RegExp): object => ({
    code,
    output: expect.stringMatching(pattern) as string,
  });

  it('shows what is parked, discards its first message for a reason, replays the rest, and tells who did', async () => {
    const [list, unreasoned, second] = await Promise.all([
      parked('list --app customer --code POISON'),
      parked(`discard ${oneKey} --message ${ids[0]}`),
      parked(`discard ${oneKey} --reason none --message ${ids[1]}`),
    ]);
    expect(list).toEqual(
      says(0, /^PARKED +oceafin\.file\.events c1 +2 message\(s\) from version 1, applied to 0, POISON/),
    );
    expect(unreasoned).toEqual(says(1, /--reason/));
    expect(second).toEqual(says(1, /is not the first of the key/));

    const discarded = await parked(`discard ${oneKey} --reason unreadable --message ${ids[0]}`);
    expect(discarded).toEqual(says(0, /1 message\(s\) from version 2, applied to 1, BEHIND_PARKED/));
    expect(await parked('replay --app customer --wait 1')).toEqual(says(1, /is a consumer running\?/));
    const shown = await parked(`show ${oneKey} --payload`);
    expect(shown).toEqual(says(0, /^REPLAYING .*\n.*partition 0 offset 42 +Error BEHIND_PARKED.*\n/));
    expect(shown.output).toMatch(/ce_type: com\.example\.Scanned\.v1\n +bytes 2\n/);
    expect(shown.output).toMatch(
      /olga +DISCARDED +version 1 +POISON +"unreadable"\n.*olga +REPLAY_REQUESTED/,
    );
  });
});
