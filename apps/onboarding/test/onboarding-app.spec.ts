import { randomBytes, randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  CUSTOMER_EVENTS,
  CustomerCreated,
  type CustomerType,
  type DocumentType,
  FILE_EVENTS,
  FileAvailable,
  FileReceived,
  type SandboxOutcome,
  type Scope,
  SCOPES,
  TOPICS,
} from '@oceafin/contracts';
import { connectConsumer } from '@oceafin/messaging';
import { PartnerAdministration } from '@oceafin/partner-access';
import { createApp } from '@oceafin/platform';
import { eventually, SignedClient, testDatabase, testKafka, topicPrefix } from '@oceafin/testing';
import { Client } from 'pg';
import { neighbourApp } from '../../../tests/support/neighbour-app';
import { operatorIssuer } from '../../../tests/support/operator-issuer';
import { onboardingConfig } from '../src/config';
import { ONBOARDING_CONSUMER_GROUP, OnboardingModule } from '../src/onboarding.module';
import type { Json } from './bodies.spec';

const key = (): string => randomBytes(32).toString('base64');
const PROCESSING_MIN_MS = 300;
/** A partner comes back when it is told to: what an answer depends on may take a slow machine longer than the app waits. */
const PATIENCE_MS = 60_000;

/** The whole onboarding app on real servers, with its neighbours' topics. */
export async function onboardingApp(mode: 'sandbox' | 'live' = 'sandbox') {
  const [database, access] = await Promise.all([testDatabase('onboarding'), testDatabase('partner_access')]);
  const kafka = testKafka();
  const prefix = topicPrefix();
  await kafka.createTopics(prefix);
  const accessKek = randomBytes(32);
  const operators = await operatorIssuer();
  const settings = {
    HOST: '127.0.0.1',
    PORT: '0',
    MODE: mode,
    LOG_LEVEL: 'error',
    DATABASE_RUNTIME_URL: database.runtimeUrl,
    DATABASE_WORKER_URL: database.workerUrl,
    ACCESS_DATABASE_URL: access.runtimeUrl,
    ACCESS_KEK: accessKek.toString('base64'),
    CURSOR_KEY: key(),
    EVIDENCE_KEK: key(),
    PROCESSING_MIN_MS: String(PROCESSING_MIN_MS),
    KAFKA_BROKERS: kafka.brokers.join(','),
    TOPIC_PREFIX: prefix,
    ...operators.settings,
  };
  const instance = async (): Promise<NestFastifyApplication> => {
    const app = await createApp({
      name: 'onboarding',
      module: OnboardingModule.forRoot(onboardingConfig(settings)),
      logger: { level: 'error' },
    });
    const topics = [TOPICS.customer.name, TOPICS.file.name];
    await connectConsumer(app, { group: ONBOARDING_CONSUMER_GROUP, topics });
    await app.listen(0, '127.0.0.1');
    return app;
  };
  const neighbours = { brokers: kafka.brokers, prefix };
  const [app, customer, file] = await Promise.all([
    instance(),
    neighbourApp('customer', CUSTOMER_EVENTS, neighbours),
    neighbourApp('file', FILE_EVENTS, neighbours),
  ]);
  const partners = new PartnerAdministration({ databaseUrl: access.workerUrl, accessKek, actor: 'spec' });
  const admin = new Client({ connectionString: database.adminUrl });
  const accessAdmin = new Client({ connectionString: access.adminUrl });
  await Promise.all([admin.connect(), accessAdmin.connect()]);
  const baseUrl = await app.getUrl();

  const mark = async (partnerId: string, customerId: string, of: string, version: number): Promise<void> => {
    await accessAdmin.query(
      `INSERT INTO customer_marks (partner_id, customer_id, app, version, updated_at)
       VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (partner_id, customer_id, app) DO UPDATE SET version = EXCLUDED.version, updated_at = EXCLUDED.updated_at`,
      [partnerId, customerId, of, version],
    );
  };

  return {
    app,
    baseUrl,
    admin,
    operators,
    kafka: kafka.kafka,
    prefix,
    instance,
    customer,
    file,
    mark,
    /** Creates the partner and a client of it. */
    partner: async (name: string, scopes: readonly Scope[] = SCOPES): Promise<TestPartner> => {
      await partners.createPartner({ name, mode, products: ['ONBOARDING'] });
      const { clientId, secret } = await partners.addClient({ partner: name, scopes });
      const { rows } = await accessAdmin.query('SELECT partner_id FROM partners WHERE name = $1', [name]);
      return {
        client: new SignedClient({ baseUrl, clientId, secret, retryForMs: PATIENCE_MS }),
        clientId,
        partnerId: rows[0].partner_id,
      };
    },
    /** A customer of the partner, as the customer app would tell and mark it. */
    newCustomer: async (
      { partnerId }: TestPartner,
      customerType: CustomerType = 'INDIVIDUAL',
      sandboxOutcome: SandboxOutcome | null = null,
    ): Promise<string> => {
      const customerId = randomUUID();
      const over = { customerId, partnerId, customerType, sandboxOutcome };
      const version = await customer.raise(CustomerCreated, customerId, {
        ...over,
        partnerCustomerRef: `ref-${customerId}`,
      });
      await mark(partnerId, customerId, 'customer', version);
      return customerId;
    },
    /** A file asset of the customer, as the file app would tell and mark it. */
    newFile: async (
      { partnerId }: TestPartner,
      customerId: string,
      documentType: DocumentType,
      scanned = true,
    ): Promise<string> => {
      const fileAssetId = randomUUID();
      const over = { fileAssetId, customerId, partnerId, documentType };
      let version = await file.raise(FileReceived, customerId, over);
      if (scanned) version = await file.raise(FileAvailable, customerId, over);
      await mark(partnerId, customerId, 'file', version);
      return fileAssetId;
    },
    stop: async (): Promise<void> => {
      await Promise.all([app.close(), customer.stop(), file.stop(), partners.close()]);
      await Promise.all([admin.end(), accessAdmin.end()]);
      operators.remove();
      await Promise.all([database.drop(), access.drop()]);
    },
  };
}

export interface TestPartner {
  readonly client: SignedClient;
  readonly clientId: string;
  readonly partnerId: string;
}

export type OnboardingApp = Awaited<ReturnType<typeof onboardingApp>>;

/** The case once it has that status. */
export function caseIn(status: string, { client }: TestPartner, customerId: string): Promise<Json> {
  return eventually(async () => {
    const answer = await client.request({ method: 'GET', path: `/customers/${customerId}/onboarding` });
    const body = answer.json();
    if (body.status !== status) throw new Error(`the case is ${JSON.stringify(body)}`);
    return body;
  });
}
