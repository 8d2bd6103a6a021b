import { SignedClient } from '@oceafin/testing';
import { randomBytes } from 'node:crypto';
import {
  edgeDatabases,
  edgeInstance,
  newPartner,
  withClient,
  type EdgeDatabases,
} from '../../test/edge-app.spec';
import { PartnerAdministration } from './partner-administration';

describe('while the key of secrets is rotated', () => {
  let databases: EdgeDatabases;
  const [next, strange] = [randomBytes(32), randomBytes(32)];
  const stops: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    databases = await edgeDatabases();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await Promise.all([databases.app.drop(), databases.access.drop()]);
  });

  const instance = async (accessKek: Buffer, previousAccessKek?: Buffer) => {
    const edge = await edgeInstance(databases, { accessKek, previousAccessKek });
    stops.push(edge.stop);
    return edge.baseUrl;
  };
  const administration = (accessKek: Buffer, previousAccessKek?: Buffer) => {
    const databaseUrl = databases.access.workerUrl;
    const made = new PartnerAdministration({ databaseUrl, accessKek, previousAccessKek, actor: 'spec' });
    stops.push(() => made.close());
    return made;
  };
  const partnerAt = async (baseUrl: string) => {
    const made = await newPartner(databases, baseUrl);
    stops.push(() => made.administration.close());
    return made;
  };
  const keysInUse = async () => {
    const sql = 'SELECT DISTINCT kek_id FROM client_secrets';
    return (await withClient(databases.access.adminUrl, (admin) => admin.query(sql))).rows.length;
  };

  it('what an instance has no key for yet is 503, its other secret stays good, and a wrong one is 401', async () => {
    const first = databases.accessKek;
    const old = await instance(first);
    const { client, clientId } = await partnerAt(old);
    const { secret } = await administration(next, first).rotate(clientId, 3_600);
    const things = { method: 'GET', path: '/things' } as const;
    expect((await client.request(things)).status).toBe(200);
    const renewed = await new SignedClient({ baseUrl: old, clientId, secret }).request(things);
    expect([renewed.status, renewed.json().code]).toEqual([503, 'PARTNER_PROCESSING_UNAVAILABLE']);
    expect(renewed.headers['retry-after']).toBe('5');
    const both = await instance(next, first);
    for (const [signedWith, status] of [
      [secret, 200],
      ['x', 401],
    ] as const) {
      const there = new SignedClient({ baseUrl: both, clientId, secret: signedWith });
      expect((await there.request(things)).status).toBe(status);
    }
  });

  it('two rotations at once and new clients leave nothing under the old key', async () => {
    const first = databases.accessKek;
    const { client, name } = await partnerAt(await instance(next, first));
    const [stale, one, two] = [
      administration(first),
      administration(next, first),
      administration(next, first),
    ];
    const adding = Array.from({ length: 8 }, () => stale.addClient({ partner: name, scopes: [] }));
    const outcomes = await Promise.allSettled([...adding, one.rotateKek(), two.rotateKek()]);
    // Whoever still has the old key alone is told once it isn't in use, and adds nothing.
    for (const one of outcomes)
      if (one.status === 'rejected') expect(one.reason.message).toMatch('not configured');
    await one.rotateKek();
    expect(await keysInUse()).toBe(1);
    await expect(stale.addClient({ partner: name, scopes: [] })).rejects.toThrow('ACCESS_KEK_PREVIOUS');
    expect((await client.request({ method: 'GET', path: '/things' })).status).toBe(200);
  });

  it('a key that opens nothing is refused at boot, and by whoever would seal with it', async () => {
    const first = databases.accessKek;
    const { name, clientId } = await partnerAt(await instance(first));
    await expect(instance(strange)).rejects.toThrow("ACCESS_KEK opens no client's secret");
    await expect(administration(strange).rotate(clientId, 0)).rejects.toThrow('not configured');
    await expect(administration(strange).addClient({ partner: name, scopes: [] })).rejects.toThrow(
      'not configured',
    );
    await expect(administration(next, strange).rotateKek()).rejects.toThrow('1 of the 1 secrets');
    expect(await keysInUse()).toBe(1);
  });

  it('a key that was lost with secrets long ended is not needed', async () => {
    const lost = databases.accessKek;
    const { clientId } = await partnerAt('http://127.0.0.1:1');
    await administration(next, lost).rotate(clientId, 0);
    expect(await administration(strange, next).rotateKek()).toBe(1);
    await instance(strange);
  });
});
