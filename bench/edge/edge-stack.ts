import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CursorCodec } from '@oceafin/partner-access';
import { migrateDatabase } from '@oceafin/platform';
import {
  exchange,
  type HttpAnswer,
  type PartnerCredentials,
  partnerCredentials,
  SignedClient,
} from '@oceafin/testing';
import { DATABASES, type DatabaseName, migrationsOf } from '../../tools/database/databases';
import { provision } from '../../tools/database/provision';
import { createTopics } from '../../tools/database/topics';
import {
  databaseUrl,
  type Deployment,
  OPERATOR_AUDIENCE,
  OPERATOR_ISSUER,
  startApp,
} from '../../tools/local-stack/apps';
import type { GuardedProcess } from '../../tools/local-stack/process/guarded';
import { freePort } from '../../tools/local-stack/process/ports';
import { projectRoot } from '../../tools/local-stack/project-root';
import { loadSecrets } from '../../tools/local-stack/state/secrets';
import { seedOperators } from '../../tools/seed/operators';
import { seedPartners } from '../../tools/seed/partners';
import type { Servers } from '../servers';

const kept = new WeakMap<Servers, Promise<Deployment & { folder: string }>>();

/** One customer app, a process of its own on the servers of the run. */
export class EdgeStack {
  private constructor(
    readonly baseUrl: string,
    readonly credentials: PartnerCredentials,
    /** What the app seals cursors with. */
    readonly cursors: CursorCodec,
    private readonly servers: Servers,
    private readonly app: GuardedProcess,
  ) {}

  static async start(servers: Servers, env: NodeJS.ProcessEnv = {}): Promise<EdgeStack> {
    const prepared = kept.get(servers) ?? prepare(servers);
    kept.set(servers, prepared);
    const { folder, ...deployment } = await prepared;
    // Far above what one instance answers: what is measured is work, not refusing.
    const unlimited = {
      RATE_LIMIT_PER_SECOND: '1000000',
      RATE_LIMIT_BURST: '1000000',
      RATE_LIMITS: '',
      LOG_LEVEL: 'warn',
    };
    const addedEnv = (): NodeJS.ProcessEnv => ({ ...unlimited, ...env });
    const app = await startApp({ ...deployment, addedEnv }, 'customer', 0, () => undefined);
    const baseUrl = `http://127.0.0.1:${deployment.ports.apps.customer[0]}`;
    const cursors = new CursorCodec({ cursorKey: Buffer.from(deployment.secrets.cursorKey, 'base64') });
    return new EdgeStack(baseUrl, { ...partnerCredentials('acme', folder), baseUrl }, cursors, servers, app);
  }

  get pid(): number {
    return this.app.pid;
  }

  get client(): SignedClient {
    return new SignedClient(this.credentials);
  }

  /** As superuser. */
  adminUrl(database: DatabaseName): string {
    return this.servers.url(database);
  }

  create(ref: string): Promise<HttpAnswer> {
    const body = { partnerCustomerRef: ref, customerType: 'INDIVIDUAL', displayName: 'Jane Partner' };
    return this.client.request({ method: 'POST', path: '/customers', body, idempotencyKey: ref });
  }

  get(path: string): Promise<HttpAnswer> {
    return this.client.request({ method: 'GET', path });
  }

  /** Without a signature: what serves no partner. */
  plain(target: string): Promise<HttpAnswer> {
    const call = { method: 'GET', headers: {}, body: Buffer.alloc(0), timeoutMs: 30_000 };
    return exchange({ ...call, origin: this.baseUrl, target });
  }

  async newCustomer(): Promise<string> {
    return (await this.create(`bench-${randomUUID()}`)).json<{ customerId: string }>().customerId;
  }

  async stop(): Promise<void> {
    await this.app.stop();
  }
}

async function prepare(servers: Servers): Promise<Deployment & { folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'oceafin-bench-edge-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['logs', 'files', 'operators']) mkdirSync(join(folder, name));
  const operators = {
    folder: join(folder, 'operators'),
    issuer: OPERATOR_ISSUER,
    audience: OPERATOR_AUDIENCE,
  };
  const kafka = Number(servers.brokers[0]!.split(':')[1]);
  const none = { ingress: 1, kafkaController: 1, clamd: 1 };
  const apps = { customer: [await freePort()], file: [], onboarding: [] };
  const deployment: Deployment = {
    root: projectRoot(),
    ports: { ...none, kafka, postgres: servers.postgresPort, apps },
    secrets: await loadSecrets(join(folder, 'secrets.json')),
    logs: join(folder, 'logs'),
    files: join(folder, 'files'),
    jwksFile: await seedOperators(operators),
  };
  await provision(servers.url('postgres'), deployment.secrets.roles);
  for (const database of DATABASES) {
    const ownerUrl = databaseUrl(deployment, database, 'owner');
    await migrateDatabase({ ownerUrl, migrations: migrationsOf(database) });
  }
  await createTopics({ brokers: servers.brokers, prefix: '', replicationFactor: 1 });
  const access = {
    databaseUrl: databaseUrl(deployment, 'partner_access', 'worker'),
    accessKek: Buffer.from(deployment.secrets.accessKek, 'base64'),
    actor: 'bench',
  };
  await seedPartners(access, join(folder, 'partners'), 'http://127.0.0.1');
  writeFileSync(join(folder, 'ready'), '');
  return { ...deployment, folder };
}
