import { randomBytes, randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CUSTOMER_EVENTS, CustomerState, PARTNER_EVENTS } from '@oceafin/contracts';
import { MessagingModule } from '@oceafin/messaging';
import {
  DatabaseModule,
  HealthModule,
  MetricsModule,
  RUNTIME_DB,
  tenantTransaction,
  WORKER_DB,
} from '@oceafin/platform';
import { testDatabase, testKafka, topicPrefix } from '@oceafin/testing';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { PgCustomerReader } from '../src/infrastructure/pg-customer-reader';
import { PgCustomerStore } from '../src/infrastructure/pg-customer-store';
import { CustomerReader, CustomerStore, type NewCustomer } from '../src/ports';
import { Ledger } from '../src/ledger/ledger';

/** The ledger on a database and topics of its own. */
export async function ledgerFixture() {
  const database = await testDatabase('customer');
  const kafka = testKafka();
  const prefix = topicPrefix();
  await kafka.createTopics(prefix);

  @Module({
    imports: [
      HealthModule,
      MetricsModule,
      DatabaseModule.forRoot({ runtimeUrl: database.runtimeUrl, workerUrl: database.workerUrl }),
      MessagingModule.forRoot({
        brokers: kafka.brokers,
        clientId: 'ledger-spec',
        topicPrefix: prefix,
        instanceId: randomUUID(),
        workerDb: WORKER_DB,
        contracts: [...CUSTOMER_EVENTS, ...Object.values(PARTNER_EVENTS), CustomerState],
      }),
    ],
    providers: [
      Ledger,
      { provide: CustomerStore, useClass: PgCustomerStore },
      { provide: CustomerReader, useClass: PgCustomerReader },
    ],
  })
  class LedgerSpecModule {}

  const app = await NestFactory.createApplicationContext(LedgerSpecModule, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  const runtime = app.get<DataSource>(RUNTIME_DB);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  return {
    prefix,
    kafka,
    ownerUrl: database.ownerUrl,
    runtime,
    worker: app.get<DataSource>(WORKER_DB),
    ledger: app.get(Ledger),
    reader: app.get<CustomerReader>(CustomerReader),
    /** Superuser: sees every row. */
    admin,
    asPartner: <T>(partnerId: string, work: (tx: EntityManager) => Promise<T>): Promise<T> =>
      tenantTransaction(runtime, partnerId, work),
    stop: async (): Promise<void> => {
      await admin.end();
      await app.close();
      await database.drop();
    },
  };
}

export type LedgerFixture = Awaited<ReturnType<typeof ledgerFixture>>;

export function newCustomer(partnerId: string, over: Partial<NewCustomer> = {}): NewCustomer {
  return {
    customerId: randomUUID(),
    partnerId,
    partnerCustomerRef: `cust-${randomBytes(6).toString('hex')}`,
    customerType: 'INDIVIDUAL',
    displayName: 'Jane Partner',
    metadata: { sourceSystem: 'partner-crm' },
    ...over,
  };
}
