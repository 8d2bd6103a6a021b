import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  CUSTOMER_EVENTS,
  CustomerCreated,
  type CustomerType,
  ONBOARDING_EVENTS,
  type Scope,
  SCOPES,
  TOPICS,
} from '@oceafin/contracts';
import { connectConsumer } from '@oceafin/messaging';
import { PartnerAdministration } from '@oceafin/partner-access';
import { createApp } from '@oceafin/platform';
import { eventually, SignedClient, testDatabase, testKafka, topicPrefix } from '@oceafin/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { neighbourApp } from '../../../tests/support/neighbour-app';
import { operatorIssuer } from '../../../tests/support/operator-issuer';
import { fileConfig } from '../src/config';
import { FILE_CONSUMER_GROUP, FileModule } from '../src/file.module';
import { compiledInspector } from './compiled-inspector.spec';

const key = (): string => randomBytes(32).toString('base64');
/** A partner comes back when it is told to: what an answer depends on may take a slow machine longer than the app waits. */
const PATIENCE_MS = 60_000;

/** The whole file app on real servers, with its neighbours' topics. */
export async function fileApp(settings: NodeJS.ProcessEnv = {}) {
  const [database, access] = await Promise.all([testDatabase('file'), testDatabase('partner_access')]);
  const kafka = testKafka();
  const prefix = topicPrefix();
  await kafka.createTopics(prefix);
  const accessKek = randomBytes(32);
  const operators = await operatorIssuer();
  const inspector = compiledInspector();
  const storage = await mkdtemp(join(tmpdir(), 'oceafin files '));
  const config = fileConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    MODE: 'sandbox',
    LOG_LEVEL: 'fatal',
    DATABASE_RUNTIME_URL: database.runtimeUrl,
    DATABASE_WORKER_URL: database.workerUrl,
    ACCESS_DATABASE_URL: access.runtimeUrl,
    ACCESS_KEK: accessKek.toString('base64'),
    CURSOR_KEY: key(),
    STORAGE_DIR: storage,
    STORAGE_KEK: key(),
    KAFKA_BROKERS: kafka.brokers.join(','),
    TOPIC_PREFIX: prefix,
    ...operators.settings,
    ...settings,
  });
  const app: NestFastifyApplication = await createApp({
    name: 'file',
    module: FileModule.forRoot(config, inspector.script),
    logger: { level: config.LOG_LEVEL },
  });
  const topics = [TOPICS.customer.name, TOPICS.onboarding.name];
  await connectConsumer(app, { group: FILE_CONSUMER_GROUP, topics });
  await app.listen(0, '127.0.0.1');
  const baseUrl = await app.getUrl();
  const neighbours = { brokers: kafka.brokers, prefix };
  const [customer, onboarding] = await Promise.all([
    neighbourApp('customer', CUSTOMER_EVENTS, neighbours),
    neighbourApp('onboarding', ONBOARDING_EVENTS, neighbours),
  ]);
  const partners = new PartnerAdministration({ databaseUrl: access.workerUrl, accessKek, actor: 'spec' });
  const admin = new Client({ connectionString: database.adminUrl });
  const accessAdmin = new Client({ connectionString: access.adminUrl });
  await Promise.all([admin.connect(), accessAdmin.connect()]);

  /** What another app does before it answers a mutation. */
  const mark = async (partnerId: string, customerId: string, by: string, version: number): Promise<void> => {
    await accessAdmin.query(
      `INSERT INTO customer_marks (partner_id, customer_id, app, version, updated_at)
       VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (partner_id, customer_id, app)
       DO UPDATE SET version = EXCLUDED.version, updated_at = EXCLUDED.updated_at`,
      [partnerId, customerId, by, version],
    );
  };

  const messagesIn = async (topic: string): Promise<number> => {
    const offsets = kafka.kafka.admin();
    await offsets.connect();
    const partitions = await offsets.fetchTopicOffsets(topic);
    await offsets.disconnect();
    return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  };

  return {
    app,
    baseUrl,
    storage,
    customer,
    onboarding,
    operators,
    mark,
    /** Superuser of the app's own database. */
    admin,
    partner: async (name: string, scopes: readonly Scope[] = SCOPES) => {
      await partners.createPartner({ name, mode: 'sandbox', products: ['ONBOARDING'] });
      const { clientId, secret } = await partners.addClient({ partner: name, scopes });
      const { rows } = await accessAdmin.query('SELECT partner_id FROM partners WHERE name = $1', [name]);
      const partnerId: string = rows[0].partner_id;
      const client = new SignedClient({ baseUrl, clientId, secret, retryForMs: PATIENCE_MS });
      return { partnerId, client, clientId, secret };
    },
    /** A customer as the customer app creates one, known here at once. */
    newCustomer: async (partnerId: string, customerType: CustomerType = 'INDIVIDUAL'): Promise<string> => {
      const customerId = randomUUID();
      const version = await customer.raise(CustomerCreated, customerId, {
        customerId,
        partnerId,
        customerType,
      });
      await mark(partnerId, customerId, 'customer', version);
      return customerId;
    },
    /** Files in the storage directory, staged and final. */
    stored: async (): Promise<string[]> => {
      const found = await readdir(storage, { recursive: true, withFileTypes: true });
      const files = found.filter((entry) => entry.isFile());
      return files.map((entry) => entry.name).sort();
    },
    /** Names of the events that were appended for a key, in order: all that were, once they are published. */
    events: async (eventKey: string): Promise<string[]> => {
      await eventually(async () => {
        const { rows } = await admin.query('SELECT count(*)::int AS waiting FROM outbox_messages');
        expect(rows).toEqual([{ waiting: 0 }]);
      });
      const topic = `${prefix}${TOPICS.file.name}`;
      const published = await messagesIn(topic);
      const seen: [string, string][] = [];
      const consumer = kafka.kafka.consumer({ groupId: `${prefix}${randomUUID()}` });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachMessage: ({ message }) => {
          seen.push([String(message.key), String(message.headers!['ce_type']).split('.')[3]!]);
          return Promise.resolve();
        },
      });
      await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(published));
      await consumer.disconnect();
      return seen.filter(([key]) => key === eventKey).map(([, name]) => name);
    },
    stop: async (): Promise<void> => {
      await Promise.all([app.close(), customer.stop(), onboarding.stop(), partners.close()]);
      await Promise.all([admin.end(), accessAdmin.end()]);
      operators.remove();
      inspector.remove();
      await rm(storage, { recursive: true, force: true });
      await Promise.all([database.drop(), access.drop()]);
    },
  };
}

export type FileApp = Awaited<ReturnType<typeof fileApp>>;
