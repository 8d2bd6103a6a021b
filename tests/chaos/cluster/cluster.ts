import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '@oceafin/platform';
import { partnerCredentials, type PartnerCredentials } from '@oceafin/testing';
import { DATABASES, type DatabaseName, migrationsOf } from '../../../tools/database/databases';
import { provision } from '../../../tools/database/provision';
import { createTopics } from '../../../tools/database/topics';
import {
  databaseUrl,
  type Deployment,
  OPERATOR_AUDIENCE,
  OPERATOR_ISSUER,
  startApp,
  startIngress,
} from '../../../tools/local-stack/apps';
import { APPS, type Ports } from '../../../tools/local-stack/layout';
import { freePort } from '../../../tools/local-stack/process/ports';
import { projectRoot } from '../../../tools/local-stack/project-root';
import { clamdBinary, prepareClamd, startClamd } from '../../../tools/local-stack/servers/clamd';
import { prepareKafka, startKafka } from '../../../tools/local-stack/servers/kafka';
import { kafkaJars } from '../../../tools/local-stack/servers/kafka-jars';
import { postgresUrl, preparePostgres, startPostgres } from '../../../tools/local-stack/servers/postgres';
import { loadSecrets } from '../../../tools/local-stack/state/secrets';
import { seedOperators } from '../../../tools/seed/operators';
import { seedPartners } from '../../../tools/seed/partners';
import { type Broker, brokerNames, type Instance, type Link, type Target } from '../schedule/schedule';
import { addresses, type BrokerPlace, brokerPlaces, brokerServers } from './brokers';
import type { LoadCredentials } from '../load/load';
import { AppClocks } from './clocks';
import { Member } from './member';
import { TcpProxy } from './tcp-proxy';

export interface ClusterOptions {
  readonly instances: number;
  /** 1 unless told; with more, every record is on all of them. */
  readonly brokers?: number;
  readonly say: (line: string) => void;
  /** Whether clamd runs too, where the machine has it; otherwise files get structural checks only. */
  readonly scanner?: boolean;
  /** Done to the folder of the files before anything starts. */
  readonly prepareFiles?: (folder: string) => void;
}

type Role = Target | 'ingress' | 'clamd';
const APP_NAMES: readonly string[] = APPS;
const isInstance = (role: Role): role is Instance => APP_NAMES.includes(role.split(' ')[0]!);
const isBroker = (role: Role): role is Broker => role.startsWith('kafka');

/** The product on servers of its own, every process and every connection of which can be harmed. */
export class Cluster {
  readonly members = new Map<Role, Member>();

  private constructor(
    readonly folder: string,
    private readonly deployment: Deployment,
    /** Past the proxy, so that the audit isn't harmed. */
    private readonly postgresPort: number,
    private readonly brokers: readonly BrokerPlace[],
    private readonly links: Readonly<Record<Link, readonly TcpProxy[]>>,
    readonly clocks: AppClocks,
  ) {}

  static async start({
    instances,
    brokers: brokerCount = 1,
    say,
    scanner,
    prepareFiles,
  }: ClusterOptions): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'oceafin-chaos-'));
    chmodSync(folder, 0o755);
    const below = (name: string): string => join(folder, name);
    for (const name of ['logs', 'files', 'operators', 'clocks']) mkdirSync(below(name));
    prepareFiles?.(below('files'));
    const [postgresPort, ingressPort] = [await freePort(), await freePort()];
    const ports = await portsOf(instances);
    const brokers = await brokerPlaces(brokerNames(brokerCount));
    const links = {
      postgres: [new TcpProxy(ports.postgres, postgresPort)],
      kafka: brokers.map(({ advertisedPort, port }) => new TcpProxy(advertisedPort, port)),
      partners: [new TcpProxy(ports.ingress, ingressPort)],
    };
    const clocks = new AppClocks(below('clocks'));
    const operators = { folder: below('operators'), issuer: OPERATOR_ISSUER, audience: OPERATOR_AUDIENCE };
    const deployment: Deployment = {
      root: projectRoot(),
      ports,
      secrets: await loadSecrets(below('secrets.json')),
      logs: below('logs'),
      files: below('files'),
      jwksFile: await seedOperators(operators),
      clamdUrl: scanner && clamdBinary() ? `tcp://127.0.0.1:${ports.clamd}` : undefined,
      addedEnv: (app, index) => ({
        ...clocks.env(`${app} ${index + 1}`),
        KAFKA_BROKERS: addresses(brokers).join(','),
      }),
    };
    const cluster = new Cluster(folder, deployment, postgresPort, brokers, links, clocks);
    try {
      await cluster.bringUp(ingressPort, say);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  get partner(): PartnerCredentials {
    return partnerCredentials('acme', this.folder);
  }

  get credentials(): LoadCredentials {
    const token = readFileSync(join(this.folder, 'operators', 'carol.jwt'), 'utf8').trim();
    const origin = `http://127.0.0.1:${this.deployment.ports.ingress}`;
    return { partner: this.partner, operator: { origin, token } };
  }

  /** For the audit: straight to the broker would be sent on to the proxy, which by then is whole. */
  get brokerAddresses(): string[] {
    return addresses(this.brokers);
  }

  /** Does the same to every connection of a link. */
  onLink(link: Link, harm: (proxy: TcpProxy) => void): void {
    this.links[link].forEach(harm);
  }

  /** As the superuser, past the proxy. */
  adminUrl(database: DatabaseName): string {
    return postgresUrl(this.postgresPort, this.deployment.secrets.postgres, database);
  }

  /** Port of one instance, past the ingress. */
  portOf(app: (typeof APPS)[number], index: number): number {
    return this.deployment.ports.apps[app][index]!;
  }

  /** Processes that ended though nobody harmed them, and how often. */
  get endedByThemselves(): string[] {
    return [...this.members.values()]
      .filter(({ endedByItself }) => endedByItself > 0)
      .map(({ name, endedByItself }) => `${name} ×${endedByItself}`);
  }

  member(target: Role): Member {
    return this.members.get(target)!;
  }

  /** Undefined where no scanner runs. */
  get clamdUrl(): string | undefined {
    return this.deployment.clamdUrl;
  }

  get logs(): string {
    return this.deployment.logs;
  }

  get files(): string {
    return this.deployment.files;
  }

  /** What `npm run files` must know to look after them. */
  get upkeepEnv(): NodeJS.ProcessEnv {
    return {
      FILE_DATABASE_WORKER_URL: databaseUrl(this.deployment, 'file', 'worker'),
      STORAGE_DIR: this.files,
      STORAGE_KEK: this.deployment.secrets.storageKek,
    };
  }

  async stop(): Promise<void> {
    const roles = [...this.members.keys()];
    const groups: Role[][] = [
      ['ingress'],
      roles.filter(isInstance),
      ['clamd', ...roles.filter(isBroker)],
      ['postgres'],
    ];
    for (const group of groups) {
      await Promise.all(group.map(async (role) => this.members.get(role)?.stop()));
    }
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async bringUp(ingressPort: number, say: (line: string) => void): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.listen()));
    await Promise.all([this.startPostgres(say), this.startBrokers(say), this.startScanner()]);
    await this.prepareDatabases();
    await createTopics({
      brokers: this.brokerAddresses,
      prefix: '',
      replicationFactor: this.brokers.length,
    });
    const { ports } = this.deployment;
    const ingress = { ...this.deployment, ports: { ...ports, ingress: ingressPort } };
    const scratch = join(this.folder, 'ingress-scratch');
    const apps = APPS.flatMap((app) =>
      ports.apps[app].map((_, index) => {
        const name: Instance = `${app} ${index + 1}`;
        return this.run(name, (spawned) => startApp(this.deployment, app, index, spawned));
      }),
    );
    await Promise.all([...apps, this.run('ingress', (spawned) => startIngress(ingress, scratch, spawned))]);
    say(`${apps.length} app instances, ingress, broker and database run; state in ${this.folder}`);
  }

  private get proxies(): TcpProxy[] {
    return Object.values(this.links).flat();
  }

  private async startPostgres(say: (line: string) => void): Promise<void> {
    const { secrets, logs } = this.deployment;
    const options = {
      ...{ home: join(this.folder, 'postgres'), port: this.postgresPort, password: secrets.postgres },
      log: join(logs, 'postgres.log'),
      pauseSeconds: 2,
    };
    await preparePostgres(options);
    await this.run('postgres', (spawned) => startPostgres(options, spawned));
    say('PostgreSQL runs');
  }

  private async startBrokers(say: (line: string) => void): Promise<void> {
    const jars = await kafkaJars(say);
    const servers = brokerServers(this.brokers, { jars, folder: this.folder, logs: this.logs });
    await Promise.all(
      servers.map(async ({ name, options }) => {
        await prepareKafka(options);
        await this.run(name, (spawned) =>
          startKafka(options, (broker) => {
            asIfOnAMachineOfItsOwn(broker.pid);
            spawned(broker);
          }),
        );
      }),
    );
    say(servers.length > 1 ? `${servers.length} Kafka brokers run` : 'Kafka runs');
  }

  private async startScanner(): Promise<void> {
    const { clamdUrl, ports, logs } = this.deployment;
    if (!clamdUrl) return;
    const home = join(this.folder, 'clamd');
    const options = { home, log: join(logs, 'clamd.log'), port: ports.clamd };
    await prepareClamd(options);
    await this.run('clamd', (spawned) => startClamd(options, spawned));
  }

  private async prepareDatabases(): Promise<void> {
    const { secrets, ports } = this.deployment;
    await provision(postgresUrl(this.postgresPort, secrets.postgres), secrets.roles);
    for (const database of DATABASES) {
      const ownerUrl = databaseUrl(this.deployment, database, 'owner');
      await migrateDatabase({ ownerUrl, migrations: migrationsOf(database) });
    }
    const access = {
      databaseUrl: databaseUrl(this.deployment, 'partner_access', 'worker'),
      accessKek: Buffer.from(secrets.accessKek, 'base64'),
      actor: 'chaos',
    };
    await seedPartners(access, join(this.folder, 'partners'), `http://127.0.0.1:${ports.ingress}`);
    writeFileSync(join(this.folder, 'ingress-scratch'), '');
  }

  private async run(name: Role, launch: ConstructorParameters<typeof Member>[1]): Promise<void> {
    const member = new Member(name, launch);
    this.members.set(name, member);
    await member.start();
  }
}

/** The apps would keep a broker that starts from the processor: half a minute instead of some seconds. */
function asIfOnAMachineOfItsOwn(pid: number): void {
  if (process.getuid?.() === 0) setPriority(pid, constants.priority.PRIORITY_HIGH);
}

async function portsOf(instances: number): Promise<Ports> {
  const several = (): Promise<number[]> => Promise.all(Array.from({ length: instances }, () => freePort()));
  return {
    ...{ ingress: await freePort(), kafka: await freePort(), postgres: await freePort() },
    ...{ kafkaController: await freePort(), clamd: await freePort() },
    apps: { customer: await several(), file: await several(), onboarding: await several() },
  };
}
