import { createHmac, randomUUID } from 'node:crypto';
import {
  CustomerApproved,
  CustomerSubmitted,
  type OperatorRole,
  ProcessingStarted,
} from '@oceafin/contracts';
import { eventually, type SignedClient } from '@oceafin/testing';
import { type CustomerApp, customerApp } from '../../../test/customer-app.spec';

interface Answer {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly detail?: string;
    readonly status?: string;
    readonly errors?: { readonly pointer: string; readonly code: string }[];
  };
  readonly replayed: boolean;
}

describe('platform controls', () => {
  let app: CustomerApp;
  let acme: SignedClient;
  let acmeId: string;

  beforeAll(async () => {
    app = await customerApp();
    acme = await app.partner('acme');
    acmeId = await app.partnerId('acme');
  });
  afterAll(() => app?.stop());

  const control = async (
    customerId: string,
    action: string,
    { role = 'COMPLIANCE_OFFICER', body = { reason: 'court order 17' }, key }: Options = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${app.baseUrl}/operator/v1/customers/${customerId}/${action}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(role && { authorization: `Bearer ${await app.operators.token('carol', role)}` }),
        ...(key && { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    });
    return {
      status: answer.status,
      body: (await answer.json()) as Answer['body'],
      replayed: answer.headers.get('idempotency-replayed') === 'true',
    };
  };
  interface Options {
    readonly role?: OperatorRole | null;
    readonly body?: object;
    readonly key?: string;
  }

  const get = async (customerId: string, path = '') =>
    (await acme.request({ method: 'GET', path: `/customers/${customerId}${path}` })).json();

  async function create(): Promise<string> {
    const body = {
      partnerCustomerRef: `cust-${randomUUID()}`,
      customerType: 'INDIVIDUAL',
      displayName: 'Jane Partner',
    };
    return (await acme.request({ method: 'POST', path: '/customers', body })).json().customerId;
  }

  async function submitted(): Promise<string> {
    const customerId = await create();
    await app.onboarding.raise(CustomerSubmitted, customerId, { customerId, partnerId: acmeId });
    await eventually(async () => expect((await get(customerId)).status).toBe('SUBMITTED'));
    return customerId;
  }

  it('suspends, tells what is decided meanwhile, and reinstates to it', async () => {
    const customerId = await submitted();
    expect(await control(customerId, 'suspend')).toEqual({
      status: 200,
      body: { customerId, status: 'SUSPENDED' },
      replayed: false,
    });
    const over = { customerId, partnerId: acmeId };
    await app.onboarding.raise(ProcessingStarted, customerId, over);
    await app.onboarding.raise(CustomerApproved, customerId, over);
    await eventually(async () => expect((await get(customerId)).sequence).toBe(5));
    expect((await get(customerId)).status).toBe('SUSPENDED');
    expect((await control(customerId, 'reinstate')).body).toEqual({ customerId, status: 'APPROVED' });
    const { data } = await get(customerId, '/timeline');
    expect(
      data.slice(2).map((item: Record<string, unknown>) => [item.eventType, item.from, item.to]),
    ).toEqual([
      ['customer.suspended', 'SUBMITTED', 'SUSPENDED'],
      ['customer.onboarding.processing', null, null],
      ['customer.onboarding.approved', null, null],
      ['customer.reinstated', 'SUSPENDED', 'APPROVED'],
    ]);
    expect(data[2].reasons).toEqual([{ code: 'PLATFORM_CONTROL', detail: 'A control of the platform.' }]);
    expect(JSON.stringify(data)).not.toContain('court order');
  });

  it('lets the partner of a suspended customer read and close, and nothing else', async () => {
    const customerId = await submitted();
    await control(customerId, 'suspend');
    const patch = await acme.request({
      method: 'PATCH',
      path: `/customers/${customerId}`,
      body: { displayName: 'Other' },
    });
    expect(patch.status).toBe(409);
    expect(patch.json().detail).toMatch(/'update'.*SUSPENDED/);
    const closed = await acme.request({ method: 'POST', path: `/customers/${customerId}/close` });
    expect(closed.json()).toMatchObject({ status: 'CLOSED' });
  });

  it('closes with PLATFORM_CONTROL as the reason that is shown', async () => {
    const customerId = await create();
    expect((await control(customerId, 'close')).body).toEqual({ customerId, status: 'CLOSED' });
    const { data } = await get(customerId, '/timeline');
    expect(data[1].reasons[0].code).toBe('PLATFORM_CONTROL');
  });

  it('refuses what the state forbids, changing nothing', async () => {
    const draft = await create();
    const suspended = await submitted();
    await control(suspended, 'suspend');
    const closed = await create();
    await control(closed, 'close');
    const tries: [string, string][] = [
      [draft, 'suspend'],
      [draft, 'reinstate'],
      [suspended, 'suspend'],
      [closed, 'close'],
      [closed, 'reinstate'],
      [closed, 'suspend'],
    ];
    for (const [customerId, action] of tries) {
      const before = await get(customerId);
      const { status, body } = await control(customerId, action);
      expect([status, body.code]).toEqual([409, 'OPERATOR_STATE_INVALID']);
      expect(body.detail).toMatch(new RegExp(`'${action}'.*(DRAFT|SUSPENDED|CLOSED)`));
      expect(await get(customerId)).toEqual(before);
    }
  });

  it('asks for a token, the role, a reason and a customer', async () => {
    const customerId = await submitted();
    const refusals = [
      [await control(customerId, 'suspend', { role: null }), 401, 'OPERATOR_AUTH_FAILED'],
      [await control(customerId, 'suspend', { role: 'SENIOR_REVIEWER' }), 403, 'OPERATOR_ROLE_DENIED'],
      [await control(customerId, 'suspend', { role: 'AUDITOR' }), 403, 'OPERATOR_ROLE_DENIED'],
      [await control(customerId, 'suspend', { body: {} }), 422, 'OPERATOR_VALIDATION_FAILED'],
      [await control(randomUUID(), 'suspend'), 404, 'OPERATOR_RESOURCE_NOT_FOUND'],
    ] as const;
    for (const [answer, status, code] of refusals)
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await get(customerId)).status).toBe('SUBMITTED');
  });

  it('keeps the act in the audit log and its reason apart, in the same transaction', async () => {
    const customerId = await submitted();
    await control(customerId, 'suspend');
    await control(customerId, 'suspend');
    const { rows } = await app.admin.query('SELECT * FROM operator_audit WHERE customer_id = $1', [
      customerId,
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      operator: 'carol',
      role: 'COMPLIANCE_OFFICER',
      action: 'customer.suspend',
    });
    expect(JSON.stringify(rows)).not.toContain('court order');
    const kept = await app.admin.query('SELECT * FROM operator_reasons WHERE customer_id = $1', [customerId]);
    expect(kept.rows).toMatchObject([{ partner_id: acmeId, text: 'court order 17' }]);
    const { reason_id: reasonId, salt, text } = kept.rows[0];
    const hmac = createHmac('sha256', salt).update(text).digest('hex');
    expect(rows[0].detail).toEqual({ reason: { reasonId, hmac } });
  });

  it("doesn't wait for another operator's act that is still under way", async () => {
    const [held, free] = [await submitted(), await submitted()];
    await app.admin.query('BEGIN');
    // The act's last statement waits for this row; all before it has been done by then.
    await app.admin.query(
      `INSERT INTO idempotency_keys (client_id, family, key, partner_id, fingerprint, status, headers, body, expires_at)
       VALUES ('operator:carol', 'operator', $1, gen_random_uuid(), '', 200, '{}', '', now())`,
      [`held-${held}`],
    );
    const waiting = control(held, 'suspend', { key: `held-${held}` });
    await eventually(async () => {
      const { rows } = await app.admin.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(1);
    });
    expect((await control(free, 'suspend')).status).toBe(200);
    await app.admin.query('ROLLBACK');
    expect((await waiting).status).toBe(200);
  });

  it('has one effect for one Idempotency-Key', async () => {
    const customerId = await submitted();
    const key = `suspend-${customerId}`;
    const first = await control(customerId, 'suspend', { key });
    const again = await control(customerId, 'suspend', { key });
    expect(again).toEqual({ ...first, replayed: true });
    expect((await get(customerId)).sequence).toBe(3);
  });

  it('sets the mark that makes the other apps wait for the control', async () => {
    const customerId = await submitted();
    await control(customerId, 'suspend');
    const { rows } = await app.accessAdmin.query(
      `SELECT version::int FROM customer_marks WHERE customer_id = $1 AND app = 'customer'`,
      [customerId],
    );
    expect(rows).toEqual([{ version: 3 }]);
  });

  it('sets it again with a replayed answer, as after a crash between commit and mark', async () => {
    const customerId = await submitted();
    const key = `suspend-${customerId}`;
    expect((await control(customerId, 'suspend', { key })).status).toBe(200);
    const forget = `UPDATE customer_marks SET version = 1 WHERE customer_id = $1 AND app = 'customer' RETURNING version`;
    expect((await app.accessAdmin.query(forget, [customerId])).rowCount).toBe(1);
    const replayed = await control(customerId, 'suspend', { key });
    expect(replayed.replayed).toBe(true);
    const { rows } = await app.accessAdmin.query(
      `SELECT version::int FROM customer_marks WHERE customer_id = $1 AND app = 'customer'`,
      [customerId],
    );
    expect(rows).toEqual([{ version: 3 }]);
  });
});
