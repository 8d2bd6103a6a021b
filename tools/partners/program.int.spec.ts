import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCOPES } from '@oceafin/contracts';
import { PartnerAdministration, type PartnerSummary } from '@oceafin/partner-access';
import { testDatabase, type TestDatabase } from '@oceafin/testing';
import { withClient } from '../database/provision';
import { partnersProgram } from './program';

describe('npm run partners', () => {
  let access: TestDatabase;
  let folder: string;
  const kek = randomBytes(32);

  beforeAll(async () => {
    access = await testDatabase('partner_access');
    folder = mkdtempSync(join(tmpdir(), 'oceafin-partners-'));
  });
  afterAll(async () => {
    await access?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const options = (keys: { accessKek: Buffer; previousAccessKek?: Buffer } = { accessKek: kek }) => ({
    ...{ databaseUrl: access.workerUrl, actor: 'ada' },
    ...keys,
  });

  async function run(line: string, given = options()): Promise<string> {
    const said: string[] = [];
    const program = partnersProgram({ options: () => given, say: (text) => said.push(text) });
    for (const command of [program, ...program.commands]) {
      command.exitOverride().configureOutput({ writeErr: () => undefined });
    }
    await program.parseAsync(line.split(' '), { from: 'user' });
    return said.join('\n');
  }

  const acme = async (): Promise<PartnerSummary> => {
    const partners = JSON.parse(await run('list')) as PartnerSummary[];
    return partners.find(({ name }) => name === 'acme')!;
  };

  it('takes a partner from its creation to its end, and shows each secret once', async () => {
    const created = await run('create --name acme --client-id first');
    const [, secret] = /client secret {2}(sk_sandbox_[0-9a-f]{64}) /.exec(created) ?? [];
    expect(await acme()).toMatchObject({
      ...{ mode: 'sandbox', products: ['ONBOARDING'], active: true },
      clients: [{ clientId: 'first', scopes: SCOPES, active: true, liveSecrets: 1 }],
    });
    const file = join(folder, 'second.env');
    expect(await run(`add-client --partner acme --client-id second --env-file ${file}`)).not.toMatch(/sk_/);
    expect(readFileSync(file, 'utf8')).toMatch(/^OCEAFIN_PARTNER_API_CLIENT_SECRET=sk_sandbox_/m);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await run('rotate first')).not.toContain(secret);
    expect((await acme()).clients[0]).toMatchObject({ clientId: 'first', liveSecrets: 2 });

    await run('set-products --partner acme --products none');
    await run('set-scopes --client second --scopes customers:read,files:read');
    await run('disable --client first');
    expect(await acme()).toMatchObject({
      ...{ products: [], active: true },
      clients: [
        { clientId: 'first', active: false },
        { clientId: 'second', active: true, scopes: ['customers:read', 'files:read'] },
      ],
    });
    await run('set-products --partner acme --products ONBOARDING');
    await run('enable --client first');
    await run('disable --partner acme');
    expect(await acme()).toMatchObject({ products: ['ONBOARDING'], active: false });

    const rows = await withClient(access.adminUrl, async (admin) => {
      const { rows: found } = await admin.query<{ actor: string; action: string }>(
        'SELECT * FROM admin_audit ORDER BY audit_id',
      );
      return found;
    });
    expect(rows.map(({ actor, action }) => `${actor} ${action}`)).toEqual(
      [
        ...['create', 'add-client', 'add-client', 'rotate', 'set-products', 'set-scopes', 'disable'],
        ...['set-products', 'enable', 'disable'],
      ].map((action) => `ada ${action}`),
    );
    expect(JSON.stringify(rows)).not.toMatch(/sk_sandbox_/);
  });

  it('seals all secrets under a new key', async () => {
    const rotated = { accessKek: randomBytes(32), previousAccessKek: kek };
    expect(await run('rotate-kek', options(rotated))).toBe('sealed 3 anew');
    const current = new PartnerAdministration(options({ accessKek: rotated.accessKek }));
    expect(await current.rotateKek()).toBe(0);
    await current.close();
  });

  it.each([
    ['create --name ACME', 'lower-case'],
    ['create --name acme', 'already'],
    ['create --name other --products GAMBLING', 'GAMBLING is none of ONBOARDING'],
    ['add-client --partner nobody', 'no partner nobody'],
    ['rotate nobody', 'no client nobody'],
    ['rotate first --overlap-hours -1', 'number of hours'],
    ['disable', '--client or --partner'],
    ['disable --partner nobody', 'no partner nobody'],
    ['set-products --partner acme', '--products'],
    ['set-scopes --client nobody --scopes none', 'no client nobody'],
    ['set-scopes --client first --scopes everything', 'everything is none of'],
  ])('refuses %s', async (line, why) => {
    await expect(run(line)).rejects.toThrow(why);
  });
});
