import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRODUCTS, SCOPES } from '@oceafin/contracts';
import { type AdministrationOptions, PartnerAdministration } from '@oceafin/partner-access';
import { testDatabase, testKafka, topicPrefix } from '@oceafin/testing';
import type { Stack } from '../../../tools/journey/stack';
import { createIngress } from '../../../tools/local-stack/ingress/server';
import { seedOperators } from '../../../tools/seed/operators';
import { type App, AppProcess, APPS, buildApart } from './apps';

const key = (): string => randomBytes(32).toString('base64');

/** The whole product on the servers of this test run: three apps, an ingress, a partner, operators. */
export class RunningStack implements Stack {
  private constructor(
    readonly ingress: string,
    readonly brokers: readonly string[],
    readonly topicPrefix: string,
    readonly partner: Stack['partner'],
    private readonly processes: Readonly<Record<App, readonly AppProcess[]>>,
    /** The build that the apps run from. */
    readonly dist: string,
    private readonly operatorsFolder: string,
    private readonly access: AdministrationOptions,
    private readonly undo: (() => Promise<void> | void)[],
  ) {}

  /**
   * @param settings of every app, instead of the ordinary ones
   * @param instances of every app, behind the ingress in turn
   */
  static async start(settings: Readonly<Record<string, string>> = {}, instances = 1): Promise<RunningStack> {
    const undo: (() => Promise<void> | void)[] = [];
    try {
      return await RunningStack.startWith(undo, settings, instances);
    } catch (error) {
      await undoAll(undo);
      throw error;
    }
  }

  /** The first instance of an app. */
  app(name: App): AppProcess {
    return this.processes[name][0]!;
  }

  operatorToken(name: string): string {
    return readFileSync(join(this.operatorsFolder, `${name}.jwt`), 'utf8').trim();
  }

  /** Close it after use. */
  administration(): PartnerAdministration {
    return new PartnerAdministration(this.access);
  }

  async stop(): Promise<void> {
    await undoAll(this.undo);
  }

  private static async startWith(
    undo: (() => Promise<void> | void)[],
    settings: Readonly<Record<string, string>>,
    instances: number,
  ): Promise<RunningStack> {
    const folder = mkdtempSync(join(tmpdir(), 'oceafin-e2e-'));
    undo.push(() => rmSync(folder, { recursive: true, force: true }));
    const build = buildApart();
    undo.push(build.remove);

    const databases = {
      customer: await testDatabase('customer'),
      file: await testDatabase('file'),
      onboarding: await testDatabase('onboarding'),
    };
    const access = await testDatabase('partner_access');
    undo.push(...[access, ...Object.values(databases)].map((database) => () => database.drop()));

    const kafka = testKafka();
    const prefix = topicPrefix();
    await kafka.createTopics(prefix);

    const accessKek = key();
    const administered = {
      databaseUrl: access.workerUrl,
      accessKek: Buffer.from(accessKek, 'base64'),
      actor: 'e2e',
    };
    const secret = await makePartner(administered);
    const operatorsFolder = join(folder, 'operators');
    const jwksFile = await seedOperators({ folder: operatorsFolder, issuer: ISSUER, audience: AUDIENCE });
    const shared = {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      MODE: 'sandbox',
      LOG_LEVEL: 'info',
      KAFKA_BROKERS: kafka.brokers.join(','),
      TOPIC_PREFIX: prefix,
      ACCESS_DATABASE_URL: access.runtimeUrl,
      ACCESS_KEK: accessKek,
      CURSOR_KEY: key(),
      STORAGE_DIR: join(folder, 'files'),
      STORAGE_KEK: key(),
      EVIDENCE_KEK: key(),
      OPERATOR_ISSUER: ISSUER,
      OPERATOR_AUDIENCE: AUDIENCE,
      OPERATOR_JWKS_FILE: jwksFile,
      ...settings,
    };
    const prepare = (app: App): Promise<AppProcess[]> =>
      Promise.all(
        Array.from({ length: instances }, () =>
          AppProcess.prepare(app, build.dist, mkdtempSync(join(folder, `${app}-`)), {
            ...shared,
            DATABASE_RUNTIME_URL: databases[app].runtimeUrl,
            DATABASE_WORKER_URL: databases[app].workerUrl,
          }),
        ),
      );
    const processes = {
      customer: await prepare('customer'),
      file: await prepare('file'),
      onboarding: await prepare('onboarding'),
    };
    const all = APPS.flatMap((app) => processes[app]);
    undo.push(...all.map((one) => () => one.stop()));
    await Promise.all(all.map((one) => one.start()));

    const portsOf = (app: App): number[] => processes[app].map(({ port }) => port);
    const server = createIngress({
      upstreams: {
        customer: portsOf('customer'),
        file: portsOf('file'),
        onboarding: portsOf('onboarding'),
      },
      connectTimeoutMs: 2_000,
      idleTimeoutMs: 60_000,
    });
    const ingress = await listen(server);
    undo.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const partner = { baseUrl: ingress, clientId: CLIENT_ID, secret };
    return new RunningStack(
      ingress,
      kafka.brokers,
      prefix,
      partner,
      processes,
      build.dist,
      operatorsFolder,
      administered,
      undo,
    );
  }
}

const CLIENT_ID = 'client_acme_sandbox';
const ISSUER = 'https://operators.test';
const AUDIENCE = 'oceafin-operators';

async function makePartner(access: AdministrationOptions): Promise<string> {
  const administration = new PartnerAdministration(access);
  try {
    await administration.createPartner({ name: 'acme', mode: 'sandbox', products: PRODUCTS });
    const issued = await administration.addClient({ partner: 'acme', clientId: CLIENT_ID, scopes: SCOPES });
    return issued.secret;
  } finally {
    await administration.close();
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function undoAll(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}
