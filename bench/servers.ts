import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadLetterTopic, messagingSchemaSql } from '@oceafin/messaging';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import type { GuardedProcess } from '../tools/local-stack/process/guarded';
import { freePort } from '../tools/local-stack/process/ports';
import { prepareKafka, startKafka } from '../tools/local-stack/servers/kafka';
import { kafkaJars } from '../tools/local-stack/servers/kafka-jars';
import { postgresUrl, preparePostgres, startPostgres } from '../tools/local-stack/servers/postgres';

const PASSWORD = 'bench';
export const PARTITIONS = 6;

/** Consumer group of our library on a topic. */
export const groupOf = (topic: string): string => `${topic}.bench`;

/** A real broker and a real PostgreSQL (fsync on) for one run of the benchmarks. */
export class Servers {
  private names = 0;

  private constructor(
    readonly brokers: string[],
    readonly kafka: Kafka,
    readonly postgresPort: number,
    private readonly processes: GuardedProcess[],
    private readonly folder: string,
  ) {}

  static async start(): Promise<Servers> {
    const folder = mkdtempSync(join(tmpdir(), 'oceafin-bench-'));
    chmodSync(folder, 0o755);
    const postgres = {
      home: join(folder, 'postgres'),
      log: join(folder, 'postgres.log'),
      port: await freePort(),
      password: PASSWORD,
    };
    const kafka = {
      jars: await kafkaJars(() => undefined),
      home: join(folder, 'kafka'),
      log: join(folder, 'kafka.log'),
    };
    const ports = { port: await freePort(), controllerPort: await freePort() };
    await Promise.all([preparePostgres(postgres), prepareKafka({ ...kafka, ...ports })]);
    const processes = await Promise.all([startPostgres(postgres), startKafka({ ...kafka, ...ports })]);
    const brokers = [`127.0.0.1:${ports.port}`];
    const client = new Kafka({ brokers, clientId: 'bench', logLevel: logLevel.NOTHING });
    const servers = new Servers(brokers, client, postgres.port, processes, folder);
    await servers.query('postgres', ['CREATE ROLE bench_runtime', 'CREATE ROLE bench_worker']);
    return servers;
  }

  /** An empty database with the library's tables and one of a business. */
  async newDatabase(): Promise<string> {
    const name = `bench_${(this.names += 1)}`;
    await this.query('postgres', [`CREATE DATABASE ${name}`]);
    await this.query(name, [
      ...messagingSchemaSql({ runtimeRole: 'bench_runtime', workerRole: 'bench_worker' }),
      'CREATE TABLE orders (order_id bigserial PRIMARY KEY, customer text NOT NULL, note text NOT NULL)',
    ]);
    return this.url(name);
  }

  async newTopic(): Promise<string> {
    const topic = `bench.${(this.names += 1)}.events`;
    const admin = this.kafka.admin();
    await admin.connect();
    const parked = { topic: deadLetterTopic(topic, groupOf(topic)), numPartitions: 1 };
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: PARTITIONS }, parked],
    });
    await admin.disconnect();
    return topic;
  }

  url(database: string): string {
    return postgresUrl(this.postgresPort, PASSWORD, database);
  }

  get postgresLog(): string {
    return join(this.folder, 'postgres.log');
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async query(database: string, statements: readonly string[]): Promise<void> {
    const db = new Client({ connectionString: this.url(database) });
    await db.connect();
    for (const statement of statements) await db.query(statement);
    await db.end();
  }
}
