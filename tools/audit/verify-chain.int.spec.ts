import { chainedHash, GENESIS_HASH } from '@oceafin/operator-access';
import { testDatabase } from '@oceafin/testing';
import { Client } from 'pg';
import { inSnapshot } from './in-snapshot';
import { verifyChain } from './verify-chain';

describe('the verification of an audit log', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let admin: Client;

  beforeAll(async () => {
    database = await testDatabase('onboarding');
    admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    let hash = GENESIS_HASH;
    for (let auditId = 1; auditId <= 1_500; auditId += 1) {
      const who = { operator: 'rita', subject: 'r', role: 'REVIEWER', action: 'case.view' };
      const at = new Date(Date.UTC(2026, 0, 1) + auditId).toISOString();
      const detail = { n: auditId, ключ: ['ü'] };
      hash = chainedHash(hash, { auditId, at, ...who, caseId: null, customerId: null, detail });
      await admin.query(
        `INSERT INTO operator_audit (audit_id, at, operator, subject, role, action, detail, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [auditId, at, who.operator, who.subject, who.role, who.action, JSON.stringify(detail), hash],
      );
    }
    await admin.query('UPDATE operator_audit_head SET audit_id = 1500, hash = $1', [hash]);
  });
  afterAll(async () => {
    await admin?.end();
    await database?.drop();
  });

  it('finds a whole one whole', async () => {
    expect(await inSnapshot(database.adminUrl, verifyChain)).toEqual({
      entries: 1_500,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['changed', `UPDATE operator_audit SET detail = '{"n":0}' WHERE audit_id = 1200`, 1_200],
    ['removed', 'DELETE FROM operator_audit WHERE audit_id = 700', 701],
    ['cut off', 'DELETE FROM operator_audit WHERE audit_id > 1490', 1_491],
  ])('finds what was %s', async (_, sql, brokenAt) => {
    const saved = await admin.query(
      'SELECT * FROM operator_audit WHERE audit_id IN (700, 1200) OR audit_id > 1490',
    );
    await admin.query(sql);
    expect(await inSnapshot(database.adminUrl, verifyChain)).toMatchObject({ brokenAt });
    await admin.query('DELETE FROM operator_audit WHERE audit_id IN (700, 1200) OR audit_id > 1490');
    for (const row of saved.rows) {
      const names = Object.keys(row);
      const values = names.map((name) => (name === 'detail' ? JSON.stringify(row[name]) : row[name]));
      await admin.query(
        `INSERT INTO operator_audit (${names.join()}) VALUES (${names.map((_, n) => `$${n + 1}`).join()})`,
        values,
      );
    }
  });
});
