import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { migrateDatabase } from '@oceafin/platform';
import { DATABASES, migrationsOf } from '../database/databases';
import { provision } from '../database/provision';
import { createTopics } from '../database/topics';
import { type Deployment, databaseUrl, startApp, startIngress } from './apps';
import { APPS, portsFor, requireFreePorts, statePaths } from './layout';
import type { StackOptions } from './options';
import { projectRoot } from './project-root';
import { seed } from './seeding';
import { clamdBinary, prepareClamd, startClamd } from './servers/clamd';
import { prepareKafka, startKafka } from './servers/kafka';
import { kafkaJars } from './servers/kafka-jars';
import { postgresUrl, preparePostgres, startPostgres } from './servers/postgres';
import { lockState, type StateLock } from './state/lock';
import { loadSecrets } from './state/secrets';
import { serverStateFolder } from './state/server-state';
import { type Scanner, StackFile } from './state/stack-file';
import type { Steps } from './steps';
import { Supervisor } from './supervisor';

/** A log that grew beyond this is put aside at the next start. */
const LOG_BYTES = 20 * 1024 * 1024;

/** What the servers of a stack that died may take to end. */
const ENDING_MS = 25_000;

/** The local deployment: brings all of it up in order, keeps it up, and takes it down in reverse. */
export class Stack {
  readonly root = projectRoot();
  private readonly paths = statePaths(this.root);
  readonly ports;
  private readonly appTitles: string[];
  private readonly supervisor: Supervisor;
  private stackFile?: StackFile;
  private lock?: StateLock;
  scanner: Scanner = 'structural';

  constructor(
    private readonly options: StackOptions,
    private readonly steps: Steps,
  ) {
    this.ports = portsFor(options);
    this.appTitles = APPS.flatMap((app) => this.ports.apps[app].map((_, index) => title(app, index)));
    this.supervisor = new Supervisor({
      say: (line) => steps.say(line),
      spawned: (service, pid) => {
        if (service.title !== 'clamd')
          this.stackFile?.started(service.title, service.title.replace(/ \d+$/, ''), pid);
      },
    });
  }

  /** Resolves when all is ready and `.local/stack.json` says so. */
  async start(): Promise<void> {
    const { state, logs, files, stackFile } = this.paths;
    for (const folder of [state, logs, files]) mkdirSync(folder, { recursive: true });
    chmodSync(state, 0o755);
    chmodSync(files, 0o700);
    this.lock = await lockState(join(state, 'supervisor.pid'));
    await requireFreePorts(this.ports, this.lock.afterCrash ? ENDING_MS : 0);
    const servers = await serverStateFolder(this.root, state);
    const secrets = await loadSecrets(join(state, 'secrets.json'));
    this.scanner = clamdBinary() ? 'clamd' : 'structural';
    this.stackFile = new StackFile(stackFile, {
      ports: this.ports,
      password: secrets.postgres,
      scanner: this.scanner,
    });
    const deployment: Deployment = {
      ...{ root: this.root, ports: this.ports, secrets, logs, files },
      jwksFile: join(this.paths.operators, 'jwks.json'),
      clamdUrl: this.scanner === 'clamd' ? `tcp://127.0.0.1:${this.ports.clamd}` : undefined,
    };
    const log = await this.logs([...this.appTitles, 'postgres', 'kafka', 'clamd', 'ingress']);

    const postgres = async (): Promise<void> => {
      const options = { home: join(servers, 'postgres'), log: log('postgres'), port: this.ports.postgres };
      await this.startPostgres({ ...options, password: secrets.postgres, pauseSeconds: 2 });
      await this.prepareDatabases(deployment);
    };
    await allOrFirstFailure([
      postgres(),
      this.startKafka(log('kafka')),
      this.startScanner(servers, log('clamd')),
    ]);
    await allOrFirstFailure([this.startApps(deployment), this.startIngress(deployment)]);
    await this.stackFile.publish();
  }

  /** Ingress, apps, broker, database: nobody loses what it depends on before it has ended. */
  async stop(): Promise<void> {
    this.supervisor.beginStop();
    await this.stackFile?.remove();
    for (const titles of [['ingress'], this.appTitles, ['clamd', 'kafka'], ['postgres']]) {
      await this.supervisor.stop(titles);
    }
    this.lock?.unlock();
  }

  private async startPostgres(options: Parameters<typeof startPostgres>[0]): Promise<void> {
    await this.steps.run(`PostgreSQL on port ${options.port}`, async () => {
      await preparePostgres(options);
      await this.supervisor.run({ title: 'postgres', start: (spawned) => startPostgres(options, spawned) });
    });
  }

  private async startKafka(log: string): Promise<void> {
    const { kafka: port, kafkaController: controllerPort } = this.ports;
    const jars = await this.steps.run("Kafka's jars", (say) => kafkaJars(say));
    const options = { jars, home: this.paths.kafka, log, port, controllerPort, pauseSeconds: 1 };
    await this.steps.run(`Kafka on port ${port}`, async () => {
      await prepareKafka(options);
      await this.supervisor.run({ title: 'kafka', start: (spawned) => startKafka(options, spawned) });
    });
    await this.steps.run('Topics', () =>
      createTopics({ brokers: [`127.0.0.1:${port}`], prefix: '', replicationFactor: 1 }),
    );
  }

  private async startScanner(servers: string, log: string): Promise<void> {
    if (this.scanner === 'structural') {
      this.steps.say(
        '! No clamd here: files get structural checks only, no malware signatures. Mend: install',
      );
      this.steps.say('  clamav-daemon (Debian) or clamav (Homebrew) and start again.');
      return;
    }
    const options = { home: join(servers, 'clamd'), log, port: this.ports.clamd };
    await this.steps.run(`clamd on port ${options.port}`, async () => {
      await prepareClamd(options);
      await this.supervisor.run({ title: 'clamd', start: (spawned) => startClamd(options, spawned) });
    });
  }

  private async prepareDatabases(deployment: Deployment): Promise<void> {
    const { secrets, ports } = deployment;
    await this.steps.run('Roles, databases, migrations', async (say) => {
      await provision(postgresUrl(ports.postgres, secrets.postgres), secrets.roles);
      for (const database of DATABASES) {
        say(database);
        const ownerUrl = databaseUrl(deployment, database, 'owner');
        await migrateDatabase({ ownerUrl, migrations: migrationsOf(database) });
      }
    });
    await this.steps.run('Partners and operators', () => seed(deployment));
  }

  private async startApps(deployment: Deployment): Promise<void> {
    const start = (app: (typeof APPS)[number], index: number): Promise<void> =>
      this.steps.run(`App ${title(app, index)}`, () =>
        this.supervisor.run({
          title: title(app, index),
          start: (spawned) => startApp(deployment, app, index, spawned),
        }),
      );
    await allOrFirstFailure(APPS.flatMap((app) => this.ports.apps[app].map((_, index) => start(app, index))));
  }

  private startIngress(deployment: Deployment): Promise<void> {
    const { stackFile } = this.paths;
    return this.steps.run(`Ingress on port ${this.ports.ingress}`, () =>
      this.supervisor.run({
        title: 'ingress',
        start: (spawned) => startIngress(deployment, stackFile, spawned),
      }),
    );
  }

  private async logs(names: string[]): Promise<(name: string) => string> {
    const path = (name: string): string => join(this.paths.logs, `${name.replace(' ', '-')}.log`);
    for (const file of names.map(path)) {
      if (existsSync(file) && (await stat(file)).size > LOG_BYTES) await rename(file, `${file}.old`);
    }
    return path;
  }
}

const title = (app: string, index: number): string => (index === 0 ? app : `${app} ${index + 1}`);

/** All have settled before a failure goes on, so that nothing is started behind the back of the stop. */
async function allOrFirstFailure(works: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
