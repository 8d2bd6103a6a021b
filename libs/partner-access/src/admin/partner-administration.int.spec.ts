import { testDatabase, type TestDatabase } from '@oceafin/testing';
import { randomBytes } from 'node:crypto';
import { withClient } from '../../test/edge-app.spec';
import { PartnerAdministration } from './partner-administration';

describe('administration', () => {
  let access: TestDatabase;
  const [firstKek, secondKek] = [randomBytes(32), randomBytes(32)];

  beforeAll(async () => {
    access = await testDatabase('partner_access');
  });

  afterAll(() => access.drop());

  const administered = async <T>(
    work: (administration: PartnerAdministration) => Promise<T>,
    keks: { accessKek: Buffer; previousAccessKek?: Buffer } = { accessKek: firstKek },
  ): Promise<T> => {
    const administration = new PartnerAdministration({
      databaseUrl: access.workerUrl,
      actor: 'ada',
      ...keks,
    });
    try {
      return await work(administration);
    } finally {
      await administration.close();
    }
  };

  const rows = (sql: string) => withClient(access.adminUrl, async (admin) => (await admin.query(sql)).rows);

  it('makes partners and clients, each once, and audits every act', async () => {
    await administered(async (administration) => {
      await administration.createPartner({ name: 'acme', mode: 'sandbox', products: ['ONBOARDING'] });
      const client = { partner: 'acme', clientId: 'client_acme', scopes: ['customers:read' as const] };
      const { secret } = await administration.addClient(client);
      expect(secret).toMatch(/^sk_sandbox_[0-9a-f]{64}$/);
      await expect(administration.addClient(client)).rejects.toThrow('is taken');
      await expect(
        administration.createPartner({ name: 'acme', mode: 'live', products: [] }),
      ).rejects.toThrow('already');
      await expect(administration.addClient({ ...client, clientId: 'a b' })).rejects.toThrow('client id');
      await expect(administration.rotate('nobody', 0)).rejects.toThrow('no client');
      await administration.setPartnerActive('acme', false);
      expect(await administration.list()).toEqual([
        {
          name: 'acme',
          mode: 'sandbox',
          products: ['ONBOARDING'],
          active: false,
          clients: [{ clientId: 'client_acme', scopes: ['customers:read'], active: true, liveSecrets: 1 }],
        },
      ]);
      const audit = await rows('SELECT actor, action FROM admin_audit ORDER BY audit_id');
      expect(audit).toEqual(['create', 'add-client', 'disable'].map((action) => ({ actor: 'ada', action })));
      expect(JSON.stringify(await rows('SELECT * FROM admin_audit'))).not.toContain(secret);
    });
  });

  it('ends the secret in use at once where no overlap is wanted', async () => {
    await administered(async (administration) => {
      await administration.rotate('client_acme', 0);
      expect((await administration.list())[0]?.clients[0]?.liveSecrets).toBe(1);
    });
  });

  it('seals all live secrets anew under another key', async () => {
    const rotated = { accessKek: secondKek, previousAccessKek: firstKek };
    const before = await rows('SELECT sealed FROM client_secrets ORDER BY secret_id');
    // The one that has ended stays as it is.
    expect(before).toHaveLength(2);
    expect(await administered((administration) => administration.rotateKek(), rotated)).toBe(1);
    expect(await administered((administration) => administration.rotateKek(), rotated)).toBe(0);
    expect(await rows('SELECT sealed FROM client_secrets ORDER BY secret_id')).not.toEqual(before);
    const withoutOld = administered((administration) => administration.rotateKek());
    await expect(withoutOld).rejects.toThrow('not configured');
  });

  it('can add to its audit and never change it', async () => {
    await withClient(access.workerUrl, async (worker) => {
      await expect(worker.query('DELETE FROM admin_audit')).rejects.toThrow('permission denied');
      await expect(worker.query(`UPDATE admin_audit SET actor = 'x'`)).rejects.toThrow('permission denied');
    });
  });
});
