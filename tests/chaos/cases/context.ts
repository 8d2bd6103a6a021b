import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, SignedClient } from '@oceafin/testing';
import { Client, type QueryResultRow } from 'pg';
import type { LogRecord } from '../audit/evidence';
import { readLog } from '../audit/read-log';
import type { Cluster } from '../cluster/cluster';
import type { Acknowledged, AcknowledgedCustomer } from '../load/acknowledged';
import { CustomerSteps } from '../load/customer-steps';
import { Partner } from '../load/partner';
import { Random } from '../schedule/random';

export type App = 'customer' | 'file' | 'onboarding';

export interface ChaosCase {
  readonly title: string;
  run(context: CaseContext): Promise<void>;
}

export interface CaseSettings {
  readonly brokerDownSeconds: number;
}

/** What a case may do to the cluster, and how it looks at it. */
export class CaseContext {
  readonly random = new Random(12);
  readonly partner: Partner;
  /** Keys that a case itself put on the topics, which no outbox knows. */
  readonly foreignKeys = new Set<string>();
  /** What a case measured; printed with its outcome. */
  readonly notes: string[] = [];
  private readonly run = `case-${Date.now().toString(36)}`;
  private refs = 0;

  constructor(
    readonly cluster: Cluster,
    readonly acknowledged: Acknowledged,
    readonly settings: CaseSettings,
  ) {
    this.partner = new Partner(cluster.partner, acknowledged, this.run);
  }

  get ref(): string {
    return `${this.run}-${(this.refs += 1)}`;
  }

  /** A customer that the next request of any app knows. */
  customer(outcome = 'approve'): Promise<CustomerSteps> {
    return CustomerSteps.create(this.partner, this.acknowledged, this.random, { ref: this.ref, outcome });
  }

  /** Created and not looked at: for when the broker is away, and others can't know it yet. */
  async createdOnly(): Promise<AcknowledgedCustomer> {
    const ref = this.ref;
    const displayName = `Customer ${ref}`;
    const body = { partnerCustomerRef: ref, customerType: 'INDIVIDUAL', displayName, metadata: {} };
    const call = { method: 'POST', path: '/customers', expect: [201], of: ref, body } as const;
    const { customerId } = (await this.partner.call(call)).json<{ customerId: string }>();
    const customer = this.acknowledged.customer(customerId, ref, displayName);
    customer.endsIn = 'DRAFT';
    return customer;
  }

  stepsOf(customer: AcknowledgedCustomer): CustomerSteps {
    return new CustomerSteps(this.partner, this.acknowledged, this.random, customer);
  }

  /** Signs once and doesn't retry; at one instance, past the ingress, or through the ingress. */
  client(app?: App, index = 0): SignedClient {
    const baseUrl = app
      ? `http://127.0.0.1:${this.cluster.portOf(app, index)}`
      : this.cluster.partner.baseUrl;
    return new SignedClient({ ...this.cluster.partner, baseUrl });
  }

  async query<T extends QueryResultRow>(app: App, sql: string, values: unknown[] = []): Promise<T[]> {
    const db = new Client({ connectionString: this.cluster.adminUrl(app) });
    await db.connect();
    try {
      return (await db.query<T>(sql, values)).rows;
    } finally {
      await db.end();
    }
  }

  /** Keeps everybody from writing to the table while `work` goes on; reading goes on. */
  async withoutWritesTo(app: App, table: string, work: () => Promise<void>): Promise<void> {
    const db = new Client({ connectionString: this.cluster.adminUrl(app) });
    await db.connect();
    try {
      await db.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
      await work();
    } finally {
      await db.end();
    }
  }

  /** Ends the sessions that wait for a lock: a dead client's statement would still be carried out. */
  async endWaitingSessions(app: App): Promise<void> {
    await this.query(
      app,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
  }

  async untilSomebodyWaitsForALock(app: App): Promise<void> {
    await eventually(
      async () => {
        const waiting = await this.query(
          app,
          `SELECT 1 FROM pg_stat_activity
                                                WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        if (waiting.length === 0) throw new Error(`nobody waits for a lock in ${app}`);
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
  }

  async onTopic(topic: string, key: string): Promise<LogRecord[]> {
    return (await readLog(this.cluster.brokerAddresses)).filter(
      (record) => record.topic === topic && record.key === key,
    );
  }

  /** Cuts every connection to the broker and lets none through until told otherwise. */
  refuseKafka(refusing: boolean): void {
    this.cluster.onLink('kafka', (proxy) => proxy.refuse(refusing));
  }

  async kill(app: App): Promise<void> {
    await Promise.all([1, 2].map((index) => this.cluster.member(`${app} ${index}`).kill()));
  }

  async start(app: App): Promise<void> {
    await Promise.all([1, 2].map((index) => this.cluster.member(`${app} ${index}`).start()));
  }

  /** A counter of both instances together. */
  async counter(app: App, name: string, label: string): Promise<number> {
    const pages = await Promise.all(
      [0, 1].map(async (index) =>
        (await fetch(`http://127.0.0.1:${this.cluster.portOf(app, index)}/metrics`)).text(),
      ),
    );
    const lines = pages
      .flatMap((page) => page.split('\n'))
      .filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(label));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** Resident bytes of all app instances. */
  async memory(): Promise<number> {
    const sizes = (['customer', 'file', 'onboarding'] as const).map((app) =>
      this.counter(app, 'process_resident_memory_bytes', ''),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  async pause(ms: number): Promise<void> {
    await sleep(ms);
  }
}

export const slowly = { timeoutMs: 90_000, intervalMs: 250 };
