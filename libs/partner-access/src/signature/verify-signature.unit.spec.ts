import { createHmac } from 'node:crypto';
import { sign } from '@oceafin/testing';
import { clientSecret, vectors } from '../../test-vectors/signature-vectors.json';
import { baseString, sha256Hex } from './base-string';
import { isSignedBy } from './verify-signature';

describe('request signatures', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    'follow the vector: %s',
    (_name, vector) => {
      const { method, target, bodyUtf8, timestamp, nonce, idempotencyKey } = vector;
      const bodySha256 = sha256Hex(bodyUtf8);
      const base = baseString({ method, target, bodySha256, timestamp, nonce, idempotencyKey });
      expect(base).toBe(vector.baseString);
      expect(sign(clientSecret, base)).toBe(vector.signature);
      expect(isSignedBy([clientSecret], base, vector.signature)).toBe(true);
    },
  );

  it('leave the key line of a GET empty, whatever was sent', () => {
    const parts = { method: 'GET', target: '/', bodySha256: sha256Hex(''), timestamp: 't', nonce: 'n' };
    expect(baseString({ ...parts, idempotencyKey: 'sent' })).toBe(baseString(parts));
    expect(baseString(parts).endsWith('\nn\n')).toBe(true);
  });

  it('are good by any live secret and by no other', () => {
    const signature = createHmac('sha256', 'second').update('base').digest('hex');
    expect(isSignedBy(['first', 'second'], 'base', signature)).toBe(true);
    expect(isSignedBy(['first'], 'base', signature)).toBe(false);
    expect(isSignedBy([], 'base', signature)).toBe(false);
    const decoys = createHmac('sha256', 'no client has this secret').update('base').digest('hex');
    expect(isSignedBy([], 'base', decoys)).toBe(false);
  });
});
