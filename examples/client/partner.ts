/**
 * A partner's client with nothing but Node, from the contract alone.
 *
 *   . .local/partners/acme.env; export ${!OCEAFIN_@}; npx swc examples/client/partner.ts -o .local/partner.js && node .local/partner.js
 */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};
const base = need('OCEAFIN_PARTNER_API_BASE_URL').replace(/\/partner\/v1$/, '');
const clientId = need('OCEAFIN_PARTNER_API_CLIENT_ID');
const secret = need('OCEAFIN_PARTNER_API_CLIENT_SECRET');
const ATTEMPTS = 5;

interface Problem {
  status: number;
  code: string;
  detail: string;
  errors: { pointer: string; code: string; detail: string }[];
}

class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail} ${JSON.stringify(problem.errors)}`);
  }
}

function headers(method: string, target: string, body: Buffer, key: string): Record<string, string> {
  const timestamp = new Date().toISOString();
  const nonce = randomBytes(16).toString('hex');
  const digest = createHash('sha256').update(body).digest('hex');
  const lines = [method, target, digest, timestamp, nonce, key].join('\n');
  return {
    'X-Partner-Client-Id': clientId,
    'X-Partner-Timestamp': timestamp,
    'X-Partner-Nonce': nonce,
    'X-Partner-Signature': createHmac('sha256', secret).update(lines).digest('hex'),
    'X-Request-Id': randomUUID(),
    ...(key && { 'Idempotency-Key': key }),
  };
}

interface Options {
  body?: unknown;
  /** Of every call that is not a GET; the same for every attempt. */
  key?: string;
  contentType?: string;
}

/** Sends one request until it is answered: same key and body, a fresh nonce and signature each time. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const { key = '', contentType = 'application/json' } = options;
  const target = `/partner/v1${path}`;
  const body = Buffer.isBuffer(options.body)
    ? options.body
    : Buffer.from(options.body === undefined ? '' : JSON.stringify(options.body));
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(base + target, {
      method,
      headers: {
        ...headers(method, target, body, key),
        ...(body.length > 0 && { 'Content-Type': contentType }),
      },
      ...(body.length > 0 && { body }),
    }).catch((error: unknown) => {
      if (attempt === ATTEMPTS) throw error;
    });
    if (answer?.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
    if (answer) {
      const problem = (await answer.json()) as Problem;
      const again = problem.code === 'PARTNER_IDEMPOTENCY_IN_FLIGHT' || [429, 503].includes(answer.status);
      if (!again || attempt === ATTEMPTS) throw new Refused(problem);
    }
    await sleep(1_000 * Number(answer?.headers.get('Retry-After') ?? 1));
  }
}

/** Every item of a list, page by page. */
export async function* pages<T>(path: string): AsyncGenerator<T> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query: string = cursor ? `?cursor=${cursor}` : '';
    const page: { data: T[]; nextCursor: string | null } = await call('GET', path + query);
    yield* page.data;
    cursor = page.nextCursor;
  }
}

async function main(): Promise<void> {
  const ref = `cust-${randomUUID()}`;
  const body = { partnerCustomerRef: ref, customerType: 'INDIVIDUAL', displayName: 'Jane Partner' };
  const create = { body, key: `${ref}:create:001` };
  const customer = await call<{ customerId: string }>('POST', '/customers', create);
  const history: string[] = [];
  for await (const event of pages<{ eventType: string }>(`/customers/${customer.customerId}/timeline`)) {
    history.push(event.eventType);
  }
  console.log(JSON.stringify({ customer, history }));
}

void main();
