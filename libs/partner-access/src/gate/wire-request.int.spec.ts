import { sign, SignedClient } from '@oceafin/testing';
import fc from 'fast-check';
import { edgeDatabases, edgeInstance, newPartner, type EdgeDatabases } from '../../test/edge-app.spec';

type Instance = Awaited<ReturnType<typeof edgeInstance>>;
type Partner = Awaited<ReturnType<typeof newPartner>>;

/** What clients, proxies and libraries like to rewrite: encodings, signs, doubled and trailing slashes, empty queries. */
const PIECES = `%20 + %2B %2f %2F %7E ~ %C3%A9 %c3%a9 %00 .. . a B 1 * ' ( ) ! $ , ; : @ = & - _ %3D %26 | ^ [ ] "`;
const piece = fc.constantFrom(...PIECES.split(' '));
/** In a path the router itself refuses them. */
const MALFORMED = ['%', '%z', '%zz'];
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
const query = fc.option(
  fc.array(fc.oneof(text, fc.constantFrom(...MALFORMED, '?', '//', '/', '&&')), { maxLength: 5 }),
  {
    nil: null,
  },
);
const target = fc
  .tuple(
    fc.oneof(
      fc.constant('/things'),
      text.map((id) => `/customers/${id || 'x'}`),
    ),
    query,
  )
  .map(([path, pieces]) => path + (pieces === null ? '' : `?${pieces.join('')}`));

const visible = (minLength: number, maxLength: number) =>
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    ...{ minLength, maxLength },
  });

describe('the wire and the base string', () => {
  let databases: EdgeDatabases;
  let edge: Instance;
  let partner: Partner;

  beforeAll(async () => {
    databases = await edgeDatabases();
    edge = await edgeInstance(databases);
    partner = await newPartner(databases, edge.baseUrl);
  });

  afterAll(async () => {
    await Promise.all([edge.stop(), partner.administration.close()]);
    await Promise.all([databases.app.drop(), databases.access.drop()]);
  });

  /** In sandbox a wrong signature is answered with the base string as the server saw it. */
  it('agree on every target, body, nonce and key', async () => {
    let base = '';
    const { clientId, secret } = partner;
    const client = new SignedClient({
      ...{ baseUrl: edge.baseUrl, clientId, secret },
      onSend: (sent) => (base = sent.baseString),
    });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          path: target,
          nonce: visible(16, 128),
          idempotencyKey: visible(1, 255),
          body: fc.uint8Array(),
        }),
        fc.constantFrom('GET', 'POST'),
        async ({ path, nonce, idempotencyKey, body }, method) => {
          const request = {
            method,
            path: method === 'POST' ? path.replace(/^[^?]*/, '/things') : path,
            nonce,
          };
          const sent = method === 'POST' ? { ...request, idempotencyKey, body: Buffer.from(body) } : request;
          const answer = await client.request({ ...sent, signature: sign('not the secret', base) });
          if (answer.status === 404) return; // the router took it for another path
          expect(answer.json()).toMatchObject({
            code: 'PARTNER_SIGNATURE_INVALID',
            errors: [{ code: 'EXPECTED_BASE_STRING', detail: base }],
          });
          compared += 1;
        },
      ),
      { numRuns: 120, seed: 7 },
    );
    expect(compared).toBeGreaterThan(90);
  });
});
