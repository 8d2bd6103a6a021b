import { chainedHash, GENESIS_HASH, lineHash } from '@oceafin/operator-access';
import { testDatabase, type TestDatabase } from '@oceafin/testing';
import { Client } from 'pg';
import { inSnapshot } from './in-snapshot';
import { verifyLines } from './verify-lines';

const AT = '2026-06-28T00:00:00.000Z';
const who = { operator: 'carol', subject: 'c', role: 'COMPLIANCE_OFFICER' };
const LINES = 1_200;
/** Told in another order than they were written, and the last one not yet. */
const UNTOLD = LINES;
/** Links of the chain that the app had once. */
const CHAINED = 3;

describe("the verification of an app's own lines", () => {
  let app: TestDatabase;
  let log: TestDatabase;
  let appAdmin: Client;
  let logAdmin: Client;

  beforeAll(async () => {
    [app, log] = await Promise.all([testDatabase('customer'), testDatabase('onboarding')]);
    appAdmin = new Client({ connectionString: app.adminUrl });
    logAdmin = new Client({ connectionString: log.adminUrl });
    await Promise.all([appAdmin.connect(), logAdmin.connect()]);
    let before = GENESIS_HASH;
    const hashes: string[] = [];
    for (let auditId = 1; auditId <= LINES; auditId += 1) {
      const action = 'customer.suspend';
      const row = { auditId, at: AT, ...who, action, caseId: null, customerId: null, detail: { n: auditId } };
      before = auditId <= CHAINED ? chainedHash(before, row) : lineHash(row);
      hashes.push(before);
    }
    await appAdmin.query(
      `INSERT INTO operator_audit (audit_id, at, operator, subject, role, action, detail, hash)
       SELECT n, $1, 'carol', 'c', 'COMPLIANCE_OFFICER', 'customer.suspend', jsonb_build_object('n', n), hash
         FROM unnest($2::text[]) WITH ORDINALITY AS l (hash, n)`,
      [AT, hashes],
    );
    await logAdmin.query(
      `INSERT INTO operator_audit (audit_id, at, operator, subject, role, action, detail, hash)
       SELECT 5000 - n, $1, 'carol', 'c', 'COMPLIANCE_OFFICER', 'customer.suspend',
              jsonb_build_object('app', 'customer', 'auditId', n, 'hash', hash), ''
         FROM unnest($2::text[]) WITH ORDINALITY AS l (hash, n) WHERE n <> $3`,
      [AT, hashes, UNTOLD],
    );
  });
  afterAll(async () => {
    await Promise.all([appAdmin?.end(), logAdmin?.end()]);
    await Promise.all([app?.drop(), log?.drop()]);
  });

  const verdict = () =>
    inSnapshot(log.adminUrl, (told) =>
      inSnapshot(app.adminUrl, (lines) => verifyLines(lines, told, 'customer')),
    );

  it('finds whole ones whole, and tells how many the log has not been told of', async () => {
    expect(await verdict()).toEqual({ lines: LINES, untold: 1 });
  });

  it.each([
    ['changed', `UPDATE operator_audit SET detail = '{"n":0}' WHERE audit_id = 700`, 700],
    ['changed while it was a link', `UPDATE operator_audit SET operator = 'sam' WHERE audit_id = 2`, 2],
    [
      'changed together with its hash',
      `UPDATE operator_audit SET detail = '{"n":0}', hash = $1 WHERE audit_id = 800`,
      800,
    ],
    ['removed', 'DELETE FROM operator_audit WHERE audit_id = 900', 900],
    ['removed at the end', `DELETE FROM operator_audit WHERE audit_id >= ${UNTOLD - 1}`, UNTOLD - 1],
  ])('finds what was %s', async (_, sql, brokenAt) => {
    const row = { auditId: 800, at: AT, ...who, action: 'customer.suspend', caseId: null, customerId: null };
    await appAdmin.query('CREATE TEMPORARY TABLE kept AS SELECT * FROM operator_audit');
    await appAdmin.query(sql, sql.includes('$1') ? [lineHash({ ...row, detail: { n: 0 } })] : []);
    expect(await verdict()).toMatchObject({ brokenAt });
    await appAdmin.query('TRUNCATE operator_audit');
    await appAdmin.query('INSERT INTO operator_audit SELECT * FROM kept');
    await appAdmin.query('DROP TABLE kept');
  });
});
