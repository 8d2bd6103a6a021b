import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { type GuardedProcess, type Spawned, spawnGuarded } from '../process/guarded';
import { run } from '../process/run';
import { untilReady } from '../process/wait';

export interface KafkaOptions {
  /** Folder of the jars (see kafkaJars). */
  readonly jars: string;
  /** Folder of the broker's configuration and data; made and formatted when new. */
  readonly home: string;
  readonly log: string;
  readonly port: number;
  readonly controllerPort: number;
  /** Where clients are sent, when not to the port itself but to something in between. */
  readonly advertisedPort?: number;
  /** Folder removed when the parent has died. */
  readonly scratch?: string;
  /** Seconds it outlives a parent that died, so that the apps end first. */
  readonly pauseSeconds?: number;
  /** The brokers it stands together with; on its own where absent. */
  readonly quorum?: KafkaQuorum;
}

export interface KafkaQuorum {
  readonly clusterId: string;
  /** This broker's place among the controller ports, from 1. */
  readonly nodeId: number;
  readonly controllerPorts: readonly number[];
}

export const newClusterId = (): string => randomBytes(16).toString('base64url');

/** Makes the broker's folder ready; the data of an earlier start stays. */
export async function prepareKafka(options: KafkaOptions): Promise<void> {
  const { home, quorum } = options;
  const formatted = join(home, 'formatted');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'server.properties'), properties(options));
  if (existsSync(formatted)) return;
  await rm(join(home, 'data'), { recursive: true, force: true });
  const clusterId = quorum?.clusterId ?? newClusterId();
  const format = ['format', `--cluster-id=${clusterId}`, '-c', 'server.properties'];
  if (!quorum) format.push('--standalone');
  const { code, output } = await run(
    'java',
    ['-cp', `${options.jars}/*`, 'kafka.tools.StorageTool', ...format],
    {
      cwd: home,
    },
  );
  if (code !== 0) throw new Error(`Kafka's storage couldn't be formatted: ${output.trim()}`);
  await writeFile(formatted, `${clusterId}\n`);
}

/** Starts a real broker (KRaft, its own controller) and waits until it answers. */
export async function startKafka(options: KafkaOptions, spawned?: Spawned): Promise<GuardedProcess> {
  const { home, jars, log, port, pauseSeconds, scratch } = options;
  const memory = ['-Xms128m', '-Xmx384m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'];
  const logging = [
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
  ];
  const broker = await spawnGuarded(
    'java',
    [...memory, ...logging, '-cp', `${jars}/*`, 'kafka.Kafka', 'server.properties'],
    { cwd: home, log, pauseSeconds, graceSeconds: 20, scratch },
  );
  spawned?.(broker);
  await untilReady('Kafka', broker, log, () => answers(port));
  return broker;
}

async function answers(port: number): Promise<boolean> {
  const admin = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } finally {
    await admin.disconnect();
  }
}

// Paths are relative to the working directory: a comma in a path would mean two folders.
function properties({ port, controllerPort, advertisedPort = port, quorum }: KafkaOptions): string {
  const replicas = quorum?.controllerPorts.length ?? 1;
  const inSync = Math.max(1, replicas - 1);
  return [
    'process.roles=broker,controller',
    `node.id=${quorum?.nodeId ?? 1}`,
    'log.dirs=data',
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${advertisedPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'controller.listener.names=CONTROLLER',
    controllers(controllerPort, quorum),
    'auto.create.topics.enable=false',
    'offsets.topic.num.partitions=5',
    `offsets.topic.replication.factor=${replicas}`,
    'transaction.state.log.num.partitions=5',
    `transaction.state.log.replication.factor=${replicas}`,
    `transaction.state.log.min.isr=${inSync}`,
    'share.coordinator.state.topic.num.partitions=1',
    `share.coordinator.state.topic.replication.factor=${replicas}`,
    `share.coordinator.state.topic.min.isr=${inSync}`,
    'group.initial.rebalance.delay.ms=0',
    'group.min.session.timeout.ms=1000',
    // A broker that was killed may not register again before its session has ended: 9 s unless told.
    'broker.session.timeout.ms=6000',
    'log.segment.bytes=67108864',
    'log.cleaner.dedupe.buffer.size=16777216',
    '',
  ].join('\n');
}

function controllers(controllerPort: number, quorum?: KafkaQuorum): string {
  if (!quorum) return `controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}`;
  const voters = quorum.controllerPorts.map((port, index) => `${index + 1}@127.0.0.1:${port}`);
  return `controller.quorum.voters=${voters.join(',')}`;
}
