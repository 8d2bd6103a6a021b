import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { projectRoot } from '../../tools/local-stack/project-root';
import { secondsOf } from '../measure';
import { NOTE, untilTrue } from '../bench-app';
import type { Servers } from '../servers';

/** The part of the peer that is used; it is installed in bench/ and not in the project. */
interface Peer {
  DatabaseSetupExporter: { createPollingScript(config: object, skipRoles: boolean): string };
  initializePollingMessageListener(
    config: object,
    handler: { handle(message: { aggregateId: string; payload: unknown }): Promise<void> },
    logger: unknown,
    strategies?: object,
  ): [() => Promise<void>];
  getDisabledLogger(): unknown;
}

const loadPeer = (): Peer =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(join(projectRoot(), 'bench/node_modules/pg-transactional-outbox')) as Peer;

/** Seconds until its polling listener has sent all rows through kafkajs, message by message, as it is made to be used. */
export async function drainWithPeer(servers: Servers, rows: number): Promise<number> {
  const peer = loadPeer();
  const connectionString = await servers.newDatabase();
  const database = new URL(connectionString).pathname.slice(1);
  const names = { schema: 'public', table: 'outbox', nextMessagesName: 'next_outbox_messages' };
  const db = new Client({ connectionString });
  await db.connect();
  const roles = { listenerRole: 'postgres', handlerRole: 'postgres' };
  await db.query(
    peer.DatabaseSetupExporter.createPollingScript(
      { outboxOrInbox: 'outbox', database, ...names, ...roles },
      true,
    ),
  );
  await db.query(
    `INSERT INTO outbox (id, aggregate_type, aggregate_id, message_type, concurrency, payload, locked_until, created_at)
     SELECT gen_random_uuid(), 'order', 'k' || n, 'order_placed', 'parallel', jsonb_build_object('n', n, 'note', $2::text), to_timestamp(0), clock_timestamp()
       FROM generate_series(1, $1) n`,
    [rows, NOTE],
  );
  const topic = await servers.newTopic();
  const producer = servers.kafka.producer({ idempotent: true });
  await producer.connect();
  let sent = 0;
  const settings = {
    ...{ dbSchema: names.schema, dbTable: names.table, nextMessagesFunctionName: names.nextMessagesName },
    ...{ nextMessagesBatchSize: 200, nextMessagesPollingIntervalInMs: 10, nextMessagesLockInMs: 30_000 },
  };
  let shutdown: () => Promise<void> = async () => undefined;
  const seconds = await secondsOf(async () => {
    [shutdown] = peer.initializePollingMessageListener(
      { outboxOrInbox: 'outbox', dbListenerConfig: { connectionString, max: 20 }, settings },
      {
        handle: async ({ aggregateId: key, payload }) => {
          const headers = { ce_id: randomUUID() };
          await producer.send({
            topic,
            acks: -1,
            messages: [{ key, value: JSON.stringify(payload), headers }],
          });
          sent += 1;
        },
      },
      peer.getDisabledLogger(),
      { batchSizeStrategy: () => Promise.resolve(200) },
    );
    await untilTrue(() => Promise.resolve(sent >= rows), 20);
  });
  await shutdown();
  await producer.disconnect();
  await db.end();
  return seconds;
}
