import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CUSTOMER_EVENTS, CustomerState, PARTNER_EVENTS } from '@oceafin/contracts';
import { MessagingModule } from '@oceafin/messaging';
import {
  DatabaseModule,
  HealthModule,
  MetricsModule,
  migrateDatabase,
  WORKER_DB,
  workerTransaction,
} from '@oceafin/platform';
import type { DataSource } from 'typeorm';
import { PgCustomerStore } from '../../apps/customer/src/infrastructure/pg-customer-store';
import { Ledger } from '../../apps/customer/src/ledger/ledger';
import { CustomerStore } from '../../apps/customer/src/ports';
import { type DatabaseName, migrationsOf, ROLES } from '../../tools/database/databases';
import {
  type Passwords,
  provisionDatabase,
  provisionRoles,
  withClient,
} from '../../tools/database/provision';
import { createTopics } from '../../tools/database/topics';

export interface BenchServers {
  readonly brokers: string[];
  /** A database of the server, as a superuser. */
  url(database: string): string;
}

const PASSWORD = 'bench';
const DATABASE: DatabaseName = 'customer';

export interface LiveCustomers {
  readonly ownerUrl: string;
  readonly topicPrefix: string;
  /** One customer's life of so many events, each in a transaction of its own, as the policies do it. */
  live(events: number): Promise<void>;
  stop(): Promise<void>;
}

/** The customer app's sequencer with its relay, on a database and topics of its own. */
export async function liveCustomers(servers: BenchServers): Promise<LiveCustomers> {
  const topicPrefix = `b${randomUUID().slice(0, 8)}.`;
  await createTopics({ brokers: servers.brokers, prefix: topicPrefix, replicationFactor: 1 });
  const passwords = Object.fromEntries(ROLES.map((role) => [role, PASSWORD])) as Passwords;
  const name = `customer_${topicPrefix.slice(0, -1)}`;
  await withClient(servers.url('postgres'), async (admin) => {
    await provisionRoles(admin, passwords);
    await provisionDatabase(admin, DATABASE, name);
  });
  const urlFor = (right: string): string =>
    Object.assign(new URL(servers.url(name)), { username: `${DATABASE}_${right}`, password: PASSWORD }).href;
  const ownerUrl = urlFor('owner');
  await migrateDatabase({ ownerUrl, migrations: migrationsOf(DATABASE) });
  const context = await sequencer(servers.brokers, topicPrefix, urlFor('runtime'), urlFor('worker'));
  return {
    ownerUrl,
    topicPrefix,
    live: lifeIn(context),
    stop: () => context.close(),
  };
}

function sequencer(
  brokers: string[],
  topicPrefix: string,
  runtimeUrl: string,
  workerUrl: string,
): Promise<INestApplicationContext> {
  class Sequencer {}
  return NestFactory.createApplicationContext(
    {
      module: Sequencer,
      imports: [
        HealthModule,
        MetricsModule,
        DatabaseModule.forRoot({ runtimeUrl, workerUrl }),
        MessagingModule.forRoot({
          brokers,
          topicPrefix,
          clientId: 'bench-customer',
          instanceId: randomUUID(),
          workerDb: WORKER_DB,
          contracts: [...CUSTOMER_EVENTS, ...Object.values(PARTNER_EVENTS), CustomerState],
        }),
      ],
      providers: [Ledger, { provide: CustomerStore, useClass: PgCustomerStore }],
    },
    { logger: ['error'] },
  );
}

function lifeIn(context: INestApplicationContext): (events: number) => Promise<void> {
  const worker = context.get<DataSource>(WORKER_DB);
  const ledger = context.get(Ledger);
  return async (events) => {
    const key = { customerId: randomUUID(), partnerId: randomUUID() };
    const customer = {
      ...key,
      partnerCustomerRef: `cust-${key.customerId}`,
      customerType: 'INDIVIDUAL' as const,
      displayName: 'Jane Partner',
      metadata: {},
    };
    await workerTransaction(worker, (tx) => ledger.open(tx, customer, null));
    for (let n = 1; n < events; n += 1) {
      const fact = {
        kind: 'file' as const,
        cause: 'customer.file.available' as const,
        fileAssetId: randomUUID(),
        documentType: 'PASSPORT' as const,
        sha256: 'a'.repeat(64),
        reason: null,
      };
      await workerTransaction(worker, (tx) => ledger.record(tx, key, fact));
    }
  };
}
