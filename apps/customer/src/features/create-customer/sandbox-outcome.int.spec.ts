import { randomUUID } from 'node:crypto';
import { CustomerCreated, TOPICS } from '@oceafin/contracts';
import { eventually } from '@oceafin/testing';
import { type CustomerApp, customerApp } from '../../../test/customer-app.spec';

/** `sandboxOutcome` of every CustomerCreated on the app's topic, by customerId. */
async function outcomes(app: CustomerApp, count: number): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  const consumer = app.kafka.consumer({ groupId: `${app.prefix}outcomes` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [app.prefix + TOPICS.customer.name], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const { customerId, sandboxOutcome } = JSON.parse(String(message.value)) as CustomerCreated;
        found.set(customerId, sandboxOutcome);
      },
    });
    await eventually(() => expect(found.size).toBe(count), { timeoutMs: 30_000 });
  } finally {
    await consumer.disconnect();
  }
  return found;
}

describe.each(['sandbox', 'live'] as const)('metadata.sandboxOutcome in %s', (mode) => {
  let app: CustomerApp;

  beforeAll(async () => {
    app = await customerApp(mode);
  });
  afterAll(() => app?.stop());

  it('is told to the other apps in sandbox only, and judged in sandbox only', async () => {
    const acme = await app.partner('acme');
    const create = (sandboxOutcome?: string) =>
      acme.request({
        method: 'POST',
        path: '/customers',
        body: {
          partnerCustomerRef: `cust-${randomUUID()}`,
          customerType: 'INDIVIDUAL',
          displayName: 'Jane Partner',
          ...(sandboxOutcome !== undefined && { metadata: { sandboxOutcome } }),
        },
      });
    const known = await create('missing_document');
    const none = await create();
    const unknown = await create('approved');
    expect([known.status, none.status]).toEqual([201, 201]);
    const sandbox = mode === 'sandbox';
    expect(unknown.status).toBe(sandbox ? 422 : 201);
    if (sandbox) {
      expect(unknown.json().errors).toEqual([
        expect.objectContaining({ pointer: '/metadata/sandboxOutcome', code: 'INVALID_VALUE' }),
      ]);
    }
    const told = await outcomes(app, sandbox ? 2 : 3);
    expect(told.get(known.json().customerId)).toBe(sandbox ? 'missing_document' : null);
    expect(told.get(none.json().customerId)).toBeNull();
  });
});
