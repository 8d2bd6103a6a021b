import fc from 'fast-check';
import { sign } from '@oceafin/testing';
import { baseString, type SignedParts, signedTarget } from './base-string';
import { isSignedBy } from './verify-signature';

const SEEDED = { seed: 7 };

const visible = (min: number, max: number) =>
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: min,
    maxLength: max,
  });

const parts: fc.Arbitrary<SignedParts & { idempotencyKey: string }> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
  target: visible(0, 40).map((rest) => `/partner/v1/${rest.replaceAll('#', '')}`),
  bodySha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  timestamp: visible(1, 30),
  nonce: visible(16, 40),
  idempotencyKey: visible(0, 40),
});

/** The key of a GET isn't signed. */
const signed = ({ idempotencyKey, ...rest }: SignedParts): SignedParts =>
  rest.method === 'GET' ? rest : { ...rest, idempotencyKey };

describe('what is signed of a request', () => {
  it('differs whenever anything of it differs', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(signed(one)) === JSON.stringify(signed(other));
        expect(baseString(one) === baseString(other)).toBe(same);
      }),
      SEEDED,
    );
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom(...(['target', 'bodySha256', 'timestamp', 'nonce'] as const)),
        (one, what) => {
          expect(baseString({ ...one, [what]: `${one[what]}x` })).not.toBe(baseString(one));
        },
      ),
      SEEDED,
    );
  });

  it('is six lines, in the order of the contract', () => {
    fc.assert(
      fc.property(parts, (one) => {
        const { method, target, bodySha256, timestamp, nonce, idempotencyKey } = one;
        const key = method === 'GET' ? '' : idempotencyKey;
        expect(baseString(one).split('\n')).toEqual([method, target, bodySha256, timestamp, nonce, key]);
      }),
      SEEDED,
    );
  });

  it('is the target byte for byte, but for what is no path or query', () => {
    fc.assert(
      fc.property(parts, fc.webAuthority(), fc.string(), ({ target }, authority, fragment) => {
        expect(signedTarget(target)).toBe(target);
        expect(signedTarget(`http://${authority}${target}`)).toBe(target);
        expect(signedTarget(`${target}#${fragment}`)).toBe(target);
      }),
      SEEDED,
    );
  });

  it('is verified by the secret that signed it, and by no other', () => {
    fc.assert(
      fc.property(parts, fc.string(), fc.string(), (one, secret, other) => {
        const base = baseString(one);
        const signature = sign(secret, base);
        expect(isSignedBy([other, secret], base, signature)).toBe(true);
        if (other !== secret) expect(isSignedBy([other], base, signature)).toBe(false);
        expect(isSignedBy([secret], `${base}x`, signature)).toBe(false);
      }),
      SEEDED,
    );
  });
});
