import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../../tools/local-stack/process/ports';
import { kafkaJars } from '../../../../tools/local-stack/servers/kafka-jars';
import { prepareKafka, startKafka } from '../../../../tools/local-stack/servers/kafka';
import { postgresUrl, preparePostgres, startPostgres } from '../../../../tools/local-stack/servers/postgres';
import { anyoneMayEnter } from '../../../../tools/local-stack/servers/postgres-binaries';
import { running } from './running';

/**
 * Starts one PostgreSQL and one Kafka for the whole jest run, on free ports and in temporary folders;
 * the workers inherit their addresses. They end with jest, however it ends.
 */
export default async function globalSetup(): Promise<void> {
  const started = Date.now();
  const say = (text: string): void => {
    process.stderr.write(`[test servers] ${text}\n`);
  };
  const scratch = await mkdtemp(join(temporaryFolder(), 'oceafin-test-'));
  await Promise.all([postgres(scratch), kafka(scratch, say)]);
  say(`PostgreSQL and Kafka are ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function postgres(scratch: string): Promise<void> {
  const options = {
    home: `${scratch}-postgres`,
    log: join(scratch, 'postgres.log'),
    port: await freePort(),
    password: 'test',
    disposable: true,
  };
  await preparePostgres(options);
  running.servers.push(await startPostgres(options));
  running.folders.push(options.home);
  process.env.TEST_POSTGRES_URL = postgresUrl(options.port, options.password);
}

async function kafka(scratch: string, say: (text: string) => void): Promise<void> {
  const [port, controllerPort, jars] = await Promise.all([freePort(), freePort(), kafkaJars(say)]);
  const options = {
    ...{ jars, port, controllerPort, scratch },
    home: join(scratch, 'kafka'),
    log: join(scratch, 'kafka.log'),
  };
  await prepareKafka(options);
  running.servers.push(await startKafka(options));
  running.folders.push(scratch);
  process.env.TEST_KAFKA_BROKERS = `127.0.0.1:${port}`;
}

/** The temporary folder, or one that PostgreSQL's system user can enter too. */
function temporaryFolder(): string {
  return anyoneMayEnter(tmpdir()) ? tmpdir() : '/tmp';
}
