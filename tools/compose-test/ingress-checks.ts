import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { type HttpAnswer, SignedClient } from '@oceafin/testing';
import { findStack } from '../journey/stack';

interface ProblemAnswer {
  readonly code: string;
  readonly requestId: string;
}

const compose = (...args: string[]): void => {
  execFileSync('docker', ['compose', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** What a proxy in between could break: the signed target, large bodies, answers while an app is away. */
export async function checkIngress(stateDir: string): Promise<void> {
  const { partner } = findStack({ stateDir, partner: 'acme' });
  const client = new SignedClient(partner);
  const check = async (name: string, work: () => Promise<void>): Promise<void> => {
    await work();
    console.log(`ok  ${name}`);
  };

  await check('an encoded query arrives as it was signed', async () => {
    const path = '/customers?partnerCustomerRef=a%2Fb%7Ec&limit=10';
    expectStatus(await client.request({ method: 'GET', path }), 200);
  });

  await check('an encoded path is judged as it was sent', async () => {
    const answer = await client.request({ method: 'GET', path: '/customers/%66iles//x' });
    assert.equal(answer.headers['content-type']?.split(';')[0], 'application/problem+json');
    expectStatus(answer, 404);
  });

  await check('a file above the limit is refused with a problem', async () => {
    const answer = await client.upload('/files', {
      documentType: 'OTHER',
      file: Buffer.alloc(24 << 20, 'a'),
      fileName: 'large.pdf',
      contentType: 'application/pdf',
    });
    expectStatus(answer, 413);
    assert.equal(answer.json<ProblemAnswer>().code, 'PARTNER_PAYLOAD_TOO_LARGE');
  });

  await check('an app that is away is a 503 that says when to retry, and comes back', async () => {
    compose('stop', 'customer');
    try {
      const requestId = 'compose-test-away';
      const answer = await client.request({ method: 'GET', path: '/me', requestId });
      expectStatus(answer, 503);
      assert.equal(answer.json<ProblemAnswer>().code, 'PARTNER_PROCESSING_UNAVAILABLE');
      assert.equal(answer.json<ProblemAnswer>().requestId, requestId);
      assert.equal(answer.headers['x-request-id'], requestId);
      assert.ok(Number(answer.headers['retry-after']) > 0, 'Retry-After is missing');
    } finally {
      compose('start', 'customer');
    }
    const patient = new SignedClient({ ...partner, retryForMs: 60_000 });
    expectStatus(await patient.request({ method: 'GET', path: '/me' }), 200);
  });
}

function expectStatus(answer: HttpAnswer, status: number): void {
  assert.equal(answer.status, status, `${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`);
}
