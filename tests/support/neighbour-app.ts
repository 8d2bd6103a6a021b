import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { EventContract } from '@oceafin/contracts';
import { MessagingModule, messagingSchemaSql, Outbox } from '@oceafin/messaging';
import { DatabaseModule, HealthModule, MetricsModule, WORKER_DB, workerTransaction } from '@oceafin/platform';
import { testDatabase } from '@oceafin/testing';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** An app as its neighbours see it: an outbox on a database of its own. */
export async function neighbourApp(
  app: 'customer' | 'file' | 'onboarding',
  contracts: readonly EventContract[],
  { brokers, prefix }: { brokers: string[]; prefix: string },
) {
  const database = await testDatabase(app, { empty: true });
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const roles = { runtimeRole: `${app}_runtime`, workerRole: `${app}_worker` };
  for (const statement of messagingSchemaSql(roles)) await owner.query(statement);
  await owner.end();

  @Module({
    imports: [
      HealthModule,
      MetricsModule,
      DatabaseModule.forRoot({ runtimeUrl: database.runtimeUrl, workerUrl: database.workerUrl }),
      MessagingModule.forRoot({
        brokers,
        clientId: `${app}-neighbour`,
        topicPrefix: prefix,
        instanceId: randomUUID(),
        workerDb: WORKER_DB,
        contracts,
      }),
    ],
  })
  class NeighbourModule {}

  const context = await NestFactory.createApplicationContext(NeighbourModule, {
    logger: ['error'],
    abortOnError: false,
  });
  const worker = context.get<DataSource>(WORKER_DB);
  const outbox = context.get(Outbox);
  return {
    /** Raises the contract's golden event with these members; gives its version of the key. */
    raise: async (contract: EventContract, key: string, over: object): Promise<number> => {
      const golden = contract.golden as object;
      const [appended] = await workerTransaction(worker, (tx) =>
        outbox.append(tx, [{ contract, key, data: { ...golden, ...over } }]),
      );
      return appended!.version;
    },
    stop: async (): Promise<void> => {
      await context.close();
      await database.drop();
    },
  };
}

export type NeighbourApp = Awaited<ReturnType<typeof neighbourApp>>;
