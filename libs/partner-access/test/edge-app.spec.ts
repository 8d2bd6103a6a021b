import { Module, type DynamicModule } from '@nestjs/common';
import { SCOPES, type Scope } from '@oceafin/contracts';
import { InboxHeads } from '@oceafin/messaging';
import { createApp, DatabaseModule } from '@oceafin/platform';
import { SignedClient, testDatabase, type TestDatabase } from '@oceafin/testing';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import {
  idempotencySchemaSql,
  PartnerAccessModule,
  PartnerAdministration,
  type PartnerAccessOptions,
} from '../src';
import { ThingsController } from './things.spec';

const RUNTIME = 'customer_runtime';

/** The inbox of an app whose consumer a spec moves by hand. */
export class HandMovedHeads {
  readonly asked: { key: string; version: number }[] = [];
  current = 0;

  reached(_group: string, heads: { key: string; version: number }[]): Promise<boolean> {
    this.asked.push(...heads);
    return Promise.resolve(heads.every(({ version }) => version <= this.current));
  }

  /** Keys that a person must move on. */
  readonly parked = new Set<string>();

  settled<H extends { key: string; version: number }>(
    _group: string,
    heads: H[],
  ): Promise<{ behind: H[]; held: H[] }> {
    this.asked.push(...heads);
    const open = heads.filter(({ version }) => version > this.current);
    return Promise.resolve({
      behind: open.filter(({ key }) => !this.parked.has(key)),
      held: open.filter(({ key }) => this.parked.has(key)),
    });
  }
}

@Module({})
class HeadsModule {
  static of(heads: HandMovedHeads): DynamicModule {
    return {
      module: HeadsModule,
      global: true,
      providers: [{ provide: InboxHeads, useValue: heads }],
      exports: [InboxHeads],
    };
  }
}

export interface EdgeDatabases {
  app: TestDatabase;
  access: TestDatabase;
  accessKek: Buffer;
}

export async function edgeDatabases(): Promise<EdgeDatabases> {
  const [app, access] = await Promise.all([
    testDatabase('customer', { empty: true }),
    testDatabase('partner_access'),
  ]);
  await withClient(app.ownerUrl, async (owner) => {
    const tenant = `partner_id = NULLIF(current_setting('app.partner', true), '')::uuid`;
    for (const statement of [
      ...idempotencySchemaSql({ runtimeRole: RUNTIME, workerRole: 'customer_worker' }),
      `CREATE TABLE things (partner_id uuid NOT NULL, name text NOT NULL)`,
      `ALTER TABLE things ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY tenant ON things TO ${RUNTIME} USING (${tenant}) WITH CHECK (${tenant})`,
      `GRANT SELECT, INSERT ON things TO ${RUNTIME}`,
    ]) {
      await owner.query(statement);
    }
  });
  return { app, access, accessKek: randomBytes(32) };
}

/** One instance of an app behind the edge, listening. */
export async function edgeInstance(databases: EdgeDatabases, options: Partial<PartnerAccessOptions> = {}) {
  const heads = new HandMovedHeads();
  const module = class EdgeModule {};
  Module({
    imports: [
      DatabaseModule.forRoot({ runtimeUrl: databases.app.runtimeUrl, workerUrl: databases.app.workerUrl }),
      HeadsModule.of(heads),
      PartnerAccessModule.forRoot({
        app: 'customer',
        mode: 'sandbox',
        accessDatabaseUrl: databases.access.runtimeUrl,
        accessKek: databases.accessKek,
        cursorKey: Buffer.alloc(32, 7),
        freshnessWindowSeconds: 300,
        rateLimitPerSecond: 1_000,
        rateLimitBurst: 2_000,
        dependsOn: [{ app: 'file', topic: 'oceafin.file.events' }],
        group: 'oceafin.customer.policies',
        ...options,
      }),
    ],
    controllers: [ThingsController],
  })(module);
  const app = await createApp({ name: 'customer', module, logger: { level: 'fatal' } });
  await app.listen(0, '127.0.0.1');
  return { heads, baseUrl: await app.getUrl(), stop: () => app.close() };
}

/** A partner of its own for each spec, so that none sees another's rows. */
export async function newPartner(
  { access, accessKek }: EdgeDatabases,
  baseUrl: string,
  {
    scopes = SCOPES,
    products = ['ONBOARDING' as const],
  }: { scopes?: readonly Scope[]; products?: 'ONBOARDING'[] } = {},
) {
  const administration = new PartnerAdministration({
    databaseUrl: access.workerUrl,
    accessKek,
    actor: 'spec',
  });
  const name = `p${randomBytes(4).toString('hex')}`;
  await administration.createPartner({ name, mode: 'sandbox', products });
  const { clientId, secret } = await administration.addClient({ partner: name, scopes });
  return { name, clientId, secret, administration, client: new SignedClient({ baseUrl, clientId, secret }) };
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
