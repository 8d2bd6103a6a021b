import type { INestApplication } from '@nestjs/common';
import { CustomerOperatorActed } from '@oceafin/contracts';
import { type AuditRow, brokenLink } from '@oceafin/operator-access';
import { WORKER_DB } from '@oceafin/platform';
import { eventually } from '@oceafin/testing';
import type { DataSource } from 'typeorm';
import { type OnboardingApp, onboardingApp } from '../../test/onboarding-app.spec';

describe('acts of operators elsewhere', () => {
  let app: OnboardingApp;
  let other: INestApplication;
  let customerIds: string[];

  beforeAll(async () => {
    app = await onboardingApp();
    other = await app.instance();
    const acme = await app.partner('acme');
    customerIds = await Promise.all([1, 2, 3, 4, 5].map(() => app.newCustomer(acme)));
  });
  afterAll(async () => {
    await other?.close();
    await app?.stop();
  });

  const act = (customerId: string, auditId: number): Promise<number> =>
    app.customer.raise(CustomerOperatorActed, customerId, { customerId, auditId });
  const log = async (): Promise<(AuditRow & { hash: string })[]> => {
    const sql = `SELECT audit_id::int AS "auditId", at, operator, subject, role, action, case_id AS "caseId",
                        customer_id AS "customerId", detail, hash FROM operator_audit ORDER BY audit_id`;
    const { rows } = await app.admin.query(sql);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  };

  it('are taken in while the log is held, and become lines of it after', async () => {
    const [customerId] = customerIds;
    await app.app.get<DataSource>(WORKER_DB, { strict: false }).transaction(async (tx) => {
      await tx.query('SELECT FROM operator_audit_head FOR UPDATE');
      const version = await act(customerId!, 1);
      await eventually(async () => {
        const sql = 'SELECT version::int AS version FROM inbox_heads WHERE key = $1 ORDER BY version DESC';
        expect((await app.admin.query(sql, [customerId])).rows[0]).toEqual({ version });
      });
      expect(await log()).toEqual([]);
    });
    await eventually(async () => expect(await log()).toMatchObject([{ auditId: 1, customerId }]));
  });

  it('are not lost when the session that adds them dies', async () => {
    const [customerId] = customerIds;
    await app.app.get<DataSource>(WORKER_DB, { strict: false }).transaction(async (tx) => {
      await tx.query('SELECT FROM operator_audit_head FOR UPDATE');
      await act(customerId!, 2);
      const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
                      AND wait_event_type = 'Lock' AND query LIKE '%operator_audit_head%'`;
      await eventually(async () => expect((await app.admin.query(sql)).rowCount).toBeGreaterThan(0));
    });
    await eventually(async () => expect((await log()).map(({ detail }) => detail.auditId)).toEqual([1, 2]));
  });

  it('are lines of one whole chain, each once, in their order per customer', async () => {
    const auditIds = Array.from({ length: 50 }, (_, n) => n + 3);
    const all = customerIds.map(async (customerId) => {
      for (const auditId of auditIds) await act(customerId, auditId);
    });
    await Promise.all(all);
    await eventually(async () => expect(await log()).toHaveLength(2 + customerIds.length * auditIds.length));
    const entries = await log();
    expect(brokenLink(entries)).toBeUndefined();
    for (const customerId of customerIds) {
      const own = entries.slice(2).filter((entry) => entry.customerId === customerId);
      expect(own.map(({ detail }) => detail.auditId)).toEqual(auditIds);
    }
    expect((await app.admin.query('SELECT FROM told_acts')).rowCount).toBe(0);
  });
});
