import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FILE_EVENTS, ONBOARDING_EVENTS, type Scope, SCOPES, TOPICS } from '@oceafin/contracts';
import { connectConsumer } from '@oceafin/messaging';
import { PartnerAdministration } from '@oceafin/partner-access';
import { createApp } from '@oceafin/platform';
import { SignedClient, testDatabase, testKafka, topicPrefix } from '@oceafin/testing';
import { Client } from 'pg';
import { neighbourApp } from '../../../tests/support/neighbour-app';
import { operatorIssuer } from '../../../tests/support/operator-issuer';
import { customerConfig } from '../src/config';
import { CUSTOMER_CONSUMER_GROUP, CustomerModule } from '../src/customer.module';

const key = (): Buffer => randomBytes(32);
/** A partner comes back when it is told to: what an answer depends on may take a slow machine longer than the app waits. */
const PATIENCE_MS = 60_000;

/** The whole customer app on real servers, with its neighbours' topics and two partners. */
export async function customerApp(mode: 'sandbox' | 'live' = 'sandbox') {
  const [database, access] = await Promise.all([testDatabase('customer'), testDatabase('partner_access')]);
  const kafka = testKafka();
  const prefix = topicPrefix();
  await kafka.createTopics(prefix);
  const accessKek = key();
  const operators = await operatorIssuer();
  const config = customerConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    MODE: mode,
    LOG_LEVEL: 'fatal',
    DATABASE_RUNTIME_URL: database.runtimeUrl,
    DATABASE_WORKER_URL: database.workerUrl,
    ACCESS_DATABASE_URL: access.runtimeUrl,
    ACCESS_KEK: accessKek.toString('base64'),
    CURSOR_KEY: key().toString('base64'),
    KAFKA_BROKERS: kafka.brokers.join(','),
    TOPIC_PREFIX: prefix,
    ...operators.settings,
  });
  const app: NestFastifyApplication = await createApp({
    name: 'customer',
    module: CustomerModule.forRoot(config),
    logger: { level: 'fatal' },
  });
  await connectConsumer(app, {
    group: CUSTOMER_CONSUMER_GROUP,
    topics: [TOPICS.file.name, TOPICS.onboarding.name],
  });
  await app.listen(0, '127.0.0.1');
  const baseUrl = await app.getUrl();
  const neighbours = { brokers: kafka.brokers, prefix };
  const [file, onboarding] = await Promise.all([
    neighbourApp('file', FILE_EVENTS, neighbours),
    neighbourApp('onboarding', ONBOARDING_EVENTS, neighbours),
  ]);
  const partners = new PartnerAdministration({ databaseUrl: access.workerUrl, accessKek, actor: 'spec' });
  const admin = new Client({ connectionString: database.adminUrl });
  const accessAdmin = new Client({ connectionString: access.adminUrl });
  await Promise.all([admin.connect(), accessAdmin.connect()]);
  return {
    baseUrl,
    kafka: kafka.kafka,
    brokers: kafka.brokers,
    prefix,
    file,
    onboarding,
    /** Superusers of the app's own and of the access database. */
    admin,
    accessAdmin,
    operators,
    /** Creates the partner and a client of it. */
    partner: async (
      name: string,
      scopes: readonly Scope[] = SCOPES,
      retryForMs = PATIENCE_MS,
    ): Promise<SignedClient> => {
      await partners.createPartner({ name, mode, products: ['ONBOARDING'] });
      const { clientId, secret } = await partners.addClient({ partner: name, scopes });
      return new SignedClient({ baseUrl, clientId, secret, retryForMs });
    },
    partnerId: async (name: string): Promise<string> => {
      const { rows } = await accessAdmin.query('SELECT partner_id FROM partners WHERE name = $1', [name]);
      return rows[0].partner_id;
    },
    /** What another app does before it answers a mutation. */
    mark: async (
      partnerId: string,
      customerId: string,
      neighbour: string,
      version: number,
    ): Promise<void> => {
      await accessAdmin.query(
        `INSERT INTO customer_marks (partner_id, customer_id, app, version, updated_at)
         VALUES ($1, $2, $3, $4, clock_timestamp())
         ON CONFLICT (partner_id, customer_id, app) DO UPDATE SET version = EXCLUDED.version, updated_at = EXCLUDED.updated_at`,
        [partnerId, customerId, neighbour, version],
      );
    },
    stop: async (): Promise<void> => {
      await Promise.all([app.close(), file.stop(), onboarding.stop(), partners.close()]);
      await Promise.all([admin.end(), accessAdmin.end()]);
      operators.remove();
      await Promise.all([database.drop(), access.drop()]);
    },
  };
}

export type CustomerApp = Awaited<ReturnType<typeof customerApp>>;
