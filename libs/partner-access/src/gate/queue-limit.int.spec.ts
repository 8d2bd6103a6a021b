import { eventually, type HttpAnswer } from '@oceafin/testing';
import {
  edgeDatabases,
  edgeInstance,
  newPartner,
  withClient,
  type EdgeDatabases,
} from '../../test/edge-app.spec';
import { gate } from '../../test/things.spec';

const CONNECTIONS = 20;
const FURTHER = 30;

describe('an instance that has all it can do', () => {
  let databases: EdgeDatabases;
  let instance: Awaited<ReturnType<typeof edgeInstance>>;
  let partner: Awaited<ReturnType<typeof newPartner>>;

  beforeAll(async () => {
    databases = await edgeDatabases();
    instance = await edgeInstance(databases, { maxWaitingRequests: 5 });
    partner = await newPartner(databases, instance.baseUrl);
  });

  afterAll(async () => {
    await Promise.all([instance?.stop(), partner?.administration.close()]);
    await Promise.all([databases?.app.drop(), databases?.access.drop()]);
  });

  it('lets a few wait and refuses the rest at once, without an effect and with their nonces unspent', async () => {
    const entered = gate.entered;
    let letGo = (): void => undefined;
    gate.hold = new Promise((resolve) => (letGo = resolve));
    const answers: HttpAnswer[] = [];
    const nonce = (index: number) => `nonce-of-the-crowd-${index}`;
    const call = async (index: number) => {
      const body = { name: `crowd-${index}` };
      const answer = await partner.client.request({
        ...{ method: 'POST', path: '/things', body, nonce: nonce(index), idempotencyKey: `crowd-${index}` },
      });
      answers[index] = answer;
    };
    const calls: Promise<void>[] = [];
    const refused = () => answers.filter((answer) => answer?.status === 503);
    try {
      while (calls.length < CONNECTIONS) {
        calls.push(call(calls.length));
        await eventually(() => expect(gate.entered).toBe(entered + calls.length));
      }
      for (let further = 0; further < FURTHER; further += 1) calls.push(call(CONNECTIONS + further));
      await eventually(() => expect(refused().length).toBeGreaterThanOrEqual(FURTHER / 2));
    } finally {
      letGo();
      gate.hold = Promise.resolve();
    }
    await Promise.all(calls);
    for (const answer of refused()) {
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.json().code).toBe('PARTNER_PROCESSING_UNAVAILABLE');
    }
    const admitted = answers.filter(({ status }) => status === 201).length;
    expect(admitted + refused().length).toBe(CONNECTIONS + FURTHER);
    const { rows } = await withClient(databases.app.ownerUrl, (db) =>
      db.query<{ n: number }>(`SELECT count(*)::int AS n FROM things WHERE name LIKE 'crowd-%'`),
    );
    expect(rows[0]!.n).toBe(admitted);
    const again = answers.findIndex(({ status }) => status === 503);
    await call(again);
    expect(answers[again]!.status).toBe(201);
  });
});
