import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import type { INestApplication } from '@nestjs/common';
import {
  CustomerApproved,
  CustomerSubmitted,
  type EventContract,
  FileAvailable,
  ProcessingStarted,
  SCOPES,
} from '@oceafin/contracts';
import { eventually, type SignedClient, testDatabase, type TestDatabase } from '@oceafin/testing';
import { Client } from 'pg';
import { type CustomerApp, customerApp } from '../../apps/customer/test/customer-app.spec';
import { startConsumer } from './nest/start-consumer';
import { tablesSql } from './nest/tables';

const CUSTOMERS = Number(process.env['CUSTOMERS'] ?? 40);
const AT_ONCE = 6;
/** A client comes back when it is told to. */
const PATIENCE_MS = 60_000;
const TIMEOUT_MS = 60_000 + CUSTOMERS * 100;

interface Known {
  readonly customerId: string;
  readonly partnerCustomerRef: string;
  readonly customerType: string;
  readonly status: string;
  readonly sequence: number;
}

describe(`downstream consumers of ${CUSTOMERS} customers`, () => {
  let app: CustomerApp;
  let acme: SignedClient;
  let partnerId: string;
  let database: TestDatabase;
  let db: Client;
  let nest: INestApplication | undefined;
  let plain: ChildProcess | undefined;
  const printed = new Map<string, Known>();

  beforeAll(async () => {
    app = await customerApp();
    acme = await app.partner('acme', SCOPES, PATIENCE_MS);
    partnerId = await app.partnerId('acme');
    database = await testDatabase('customer', { empty: true });
    db = new Client({ connectionString: database.ownerUrl });
    await db.connect();
    for (const statement of tablesSql('customer_worker')) await db.query(statement);
  });
  afterAll(async () => {
    const ended = plain && once(plain, 'exit');
    plain?.kill();
    await ended;
    await nest?.close();
    await db?.end();
    await database?.drop();
    await app?.stop();
  });

  /** One customer's life; lives end at different places. */
  async function live(n: number): Promise<void> {
    const body = {
      partnerCustomerRef: `cust-${n}-${randomUUID()}`,
      customerType: n % 3 === 0 ? 'CORPORATE' : 'INDIVIDUAL',
      displayName: 'Jane Partner',
    };
    const created = await acme.request({ method: 'POST', path: '/customers', body });
    expect(created.status).toBe(201);
    const { customerId } = created.json();
    const raise = (source: 'file' | 'onboarding', contract: EventContract) =>
      eventually(() => app[source].raise(contract, customerId, { customerId, partnerId }), {
        timeoutMs: PATIENCE_MS,
        intervalMs: 500,
      });
    if (n % 2 === 0) await raise('file', FileAvailable);
    const steps = [CustomerSubmitted, ProcessingStarted, CustomerApproved].slice(0, n % 4);
    for (const contract of steps) await raise('onboarding', contract);
    if (n % 7 === 0) await acme.request({ method: 'POST', path: `/customers/${customerId}/close` });
  }

  async function liveAll(from: number, to: number): Promise<void> {
    let next = from;
    const worker = async (): Promise<void> => {
      while (next < to) await live(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  function startPlain(): void {
    plain = spawn(process.execPath, [join(__dirname, 'plain.mjs')], {
      env: { PATH: process.env['PATH'], KAFKA_BROKERS: app.brokers.join(','), TOPIC_PREFIX: app.prefix },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface({ input: plain.stdout! }).on('line', (line) => {
      const customer = JSON.parse(line) as Known;
      printed.set(customer.customerId, customer);
    });
  }

  const startNest = async (): Promise<void> => {
    const settings = { brokers: app.brokers, topicPrefix: app.prefix, databaseUrl: database.workerUrl };
    nest = await startConsumer(settings);
  };

  async function asTheApiSays(): Promise<Known[]> {
    const all: Known[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/customers?limit=100${cursor ? `&cursor=${cursor}` : ''}`;
      const page: { data: Known[]; nextCursor: string | null } = (
        await acme.request({ method: 'GET', path })
      ).json();
      for (const { customerId, partnerCustomerRef, customerType, status, sequence } of page.data) {
        all.push({ customerId, partnerCustomerRef, customerType, status, sequence });
      }
      cursor = page.nextCursor;
    } while (cursor);
    return all.sort(byId);
  }

  const events = async (): Promise<number> => {
    const { rows } = await app.admin.query('SELECT count(*)::int AS n FROM customer_history');
    return rows[0].n;
  };
  const expectedEvents = Array.from(
    { length: CUSTOMERS },
    (_, n) => 1 + (n % 2 ? 0 : 1) + (n % 4) + (n % 7 ? 0 : 1),
  );

  it(
    'start from nothing, some while customers go on, and end with what the API says, each event applied once',
    async () => {
      await liveAll(0, CUSTOMERS / 2);
      startPlain();
      await startNest();
      await liveAll(CUSTOMERS / 2, CUSTOMERS);
      await nest!.close();
      await startNest(); // a restart goes on where it was
      const total = expectedEvents.reduce((sum, count) => sum + count, 0);
      await eventually(async () => expect(await events()).toBe(total), {
        timeoutMs: TIMEOUT_MS,
        intervalMs: 250,
      });

      const truth = await asTheApiSays();
      expect(truth).toHaveLength(CUSTOMERS);
      await eventually(() => expectSame([...printed.values()].sort(byId), truth), {
        timeoutMs: TIMEOUT_MS,
        intervalMs: 500,
      });
      const mirrored = truth.map(({ customerId, partnerCustomerRef, status, sequence }) => ({
        customer_id: customerId,
        partner_customer_ref: partnerCustomerRef,
        status,
        sequence,
        events: sequence,
      }));
      await eventually(
        async () => {
          const { rows } = await db.query('SELECT * FROM customer_mirror ORDER BY customer_id');
          expectSame(rows, mirrored);
        },
        { timeoutMs: TIMEOUT_MS, intervalMs: 500 },
      );
    },
    4 * TIMEOUT_MS,
  );
});

/** Ten thousand rows are too many for a diff at every try. */
function expectSame(found: readonly object[], wanted: readonly object[]): void {
  const missed = wanted.filter((one, n) => !isDeepStrictEqual(one, found[n]));
  expect({ rows: found.length, missed: missed.slice(0, 3) }).toEqual({ rows: wanted.length, missed: [] });
}

const byId = (a: Known, b: Known): number => (a.customerId < b.customerId ? -1 : 1);
