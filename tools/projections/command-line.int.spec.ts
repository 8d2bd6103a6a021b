import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerFixture, ledgerFixture, newCustomer } from '../../apps/customer/test/ledger-fixture.spec';
import { buildApart } from '../../tests/e2e/support/apps';

describe('npm run projections', () => {
  let fixture: LedgerFixture;
  let build: ReturnType<typeof buildApart>;
  let elsewhere: string;
  const customer = newCustomer(randomUUID());

  beforeAll(async () => {
    build = buildApart();
    elsewhere = mkdtempSync(join(tmpdir(), 'oceafin-projections-'));
    fixture = await ledgerFixture();
    await fixture.asPartner(customer.partnerId, (tx) => fixture.ledger.open(tx, customer, null));
  });
  afterAll(async () => {
    await fixture?.stop();
    build?.remove();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  /** As a person runs it, in a folder where no local stack has left its addresses. */
  async function projections(words: string, env: NodeJS.ProcessEnv = addresses()) {
    const main = join(build.dist, 'tools/projections/main.js');
    const child = spawn(process.execPath, [main, ...words.split(' ')], { cwd: elsewhere, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, output };
  }

  const addresses = (): NodeJS.ProcessEnv => ({
    CUSTOMER_DATABASE_OWNER_URL: fixture.ownerUrl,
    KAFKA_BROKERS: fixture.kafka.brokers.join(','),
    TOPIC_PREFIX: fixture.prefix,
  });

  it('verifies, ends with 1 over a difference and shows it, and rebuilds what was wrong', async () => {
    const equal = await projections('verify customer-status');
    expect(equal).toMatchObject({ code: 0, output: expect.stringMatching(/^equal$/m) as string });
    expect(equal.output).toMatch(/^customer-status: 1 of 1 events \(100\.0 %\)/m);

    await fixture.admin.query(`UPDATE customer_statuses SET status = 'APPROVED'`);
    const different = await projections('verify customer-status');
    expect(different.code).toBe(1);
    expect(different.output).toMatch(
      /1 rows differ; the first:\n +\S+\n +live +\{.*APPROVED.*\}\n +rebuilt +\{.*DRAFT/,
    );
    expect(different.output).toContain(customer.customerId);

    const mended = await projections('rebuild customer-status --from-scratch');
    expect(mended).toMatchObject({
      code: 0,
      output: expect.stringContaining('The rebuilt table is live.') as string,
    });
    const { rows } = await fixture.admin.query('SELECT status FROM customer_statuses');
    expect(rows).toEqual([{ status: 'DRAFT' }]);
  });

  it('refuses what it does not know, and says what it lacks', async () => {
    const [unknown, nothing, nowhere] = await Promise.all([
      projections('rebuild customers'),
      projections('verify'),
      projections('verify customer-status', {}),
    ]);
    expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('customer-status') as string });
    expect(nothing).toMatchObject({ code: 1, output: expect.stringContaining('projection') as string });
    expect(nowhere).toMatchObject({
      code: 1,
      output: expect.stringContaining('CUSTOMER_DATABASE_OWNER_URL') as string,
    });
  });
});
